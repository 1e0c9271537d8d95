using System.Text;
using CinemaCx.Platform.Files;
using CinemaCx.Showtimes;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Programme;

public sealed class FilesAreRead
{
    private const string Awkward = "影院编码,影院名称,城市,地址,停车说明\nC1,\"澄光\"\"大\"\"影城\",北京,\"一号街,二层\",\"先左转\n再右转\"\nC2,㐀𠀀影城,成都,三号街,\n";

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Awkward) },
        { "UTF-8 with mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Awkward)] },
        { "GB18030", Gbk.GetBytes(Awkward) },
        { "Windows line ends", Encoding.UTF8.GetBytes(Awkward.Replace("\n", "\r\n", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_usual_encoding_gives_the_same_cinemas(string name, byte[] content)
    {
        var entries = ProgrammeReader.Read([new ProgrammeFile("a.csv", content)]);
        Assert.True(entries.Refused.Count == 0, name);
        Assert.Equal(["澄光\"大\"影城", "㐀𠀀影城"], entries.Cinemas.Select(cinema => cinema.Name));
        Assert.Equal("一号街,二层", entries.Cinemas[0].Address);
        Assert.Equal("先左转再右转", entries.Cinemas[0].Parking.Value!.ReplaceLineEndings(""));
        // The row after a cell of two lines stands on line 4.
        Assert.Equal([2, 4], entries.Cinemas.Select(cinema => cinema.At.Line));
    }

    [Fact]
    public void Text_in_the_small_codepage_of_old_windows_is_read()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetBytes(Sheets.FilmText);
        Assert.Equal("片名", Assert.Single(ProgrammeReader.Read([new ProgrammeFile("f.csv", gbk)]).Films).Title);
    }

    [Fact]
    public void English_column_names_are_as_good_as_chinese_ones()
    {
        var file = Sheets.Csv("x.csv", "Cinema_Code,hall code,FILMCODE,date,Start,language,format,price,price:L,member-price,service fee (yuan)\nC1,1,001X00012025,2026/11/22,19:30,国语,2D,45,60.5,40,3\n");
        var entries = ProgrammeReader.Read([file]);
        Assert.Empty(entries.Refused);
        var showtime = Assert.Single(entries.Showtimes);
        Assert.Equal(["", "L", ""], showtime.Prices.Select(price => price.Zone ?? ""));
        Assert.Equal([4500L, 6050L, 4000L], showtime.Prices.Select(price => price.Amount.Value));
        Assert.Equal(300, showtime.ServiceFee.Value.Value);
    }

    [Fact]
    public void A_workbook_brings_a_kind_on_every_sheet()
    {
        var book = Sheets.Xlsx("programme.xlsx", new Dictionary<string, object>
        {
            ["影片"] = new[] { new Dictionary<string, object> { ["影片编码"] = "001X00012025", ["影片名称"] = "片名", ["片长（分钟）"] = 120, ["最低发行价"] = 39.9, ["上映日期"] = new DateTime(2025, 1, 29) } },
            ["场次"] = new[]
            {
                new Dictionary<string, object>
                {
                    ["影院编码"] = "C1", ["影厅编码"] = 1, ["影片编码"] = "001X00012025", ["放映日期"] = new DateTime(2026, 11, 22),
                    ["开场时间"] = new TimeSpan(19, 30, 0), ["语言"] = "国语", ["制式"] = "2D", ["票价"] = 45.5m, ["备注"] = "首映",
                },
                new Dictionary<string, object>
                {
                    ["影院编码"] = "C1", ["影厅编码"] = 1, ["影片编码"] = "001X00012025", ["放映日期"] = "2026-11-22",
                    ["开场时间"] = "24:40", ["语言"] = "国语", ["制式"] = "2D", ["票价"] = 45, ["备注"] = "",
                },
            },
        });
        var entries = ProgrammeReader.Read([book]);
        Assert.Empty(entries.Refused);
        var film = Assert.Single(entries.Films);
        Assert.Equal((3990L, new DateOnly(2025, 1, 29)), (film.LowestPrice.Value, film.ReleaseDate.Value));
        Assert.Equal(
            [new DateTime(2026, 11, 22, 19, 30, 0), new DateTime(2026, 11, 23, 0, 40, 0)], entries.Showtimes.Select(showtime => showtime.Start.Local));
        Assert.Equal("programme.xlsx#场次", entries.Showtimes[0].At.File);
    }

    [Fact]
    public void A_spreadsheets_time_beyond_midnight_keeps_its_hours() =>
        Assert.Equal("24:40", WorkbookText.Text(new DateTime(1899, 12, 31, 0, 40, 0)));

    [Theory]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址\nC1,\"澄光,北京,一号街\n", "csv-malformed")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址\nC1,\"澄光\"影城,北京,一号街\n", "csv-malformed")]
    [InlineData("a.csv", "影院编码;影院名称;城市;地址\nC1;澄光;北京;一号街\n", "file-unknown")]
    [InlineData("a.csv", "甲,乙\n1,2\n", "file-unknown")]
    [InlineData("cinemas.csv", "影院编码,城市,地址\nC1,北京,一号街\n", "column-missing")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址,电活\nC1,澄光,北京,一号街,010\n", "column-unknown")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址,城市\nC1,澄光,北京,一号街,北京\n", "column-twice")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址\nC1,澄光,北京,一号街,多余\n", "cells-too-many")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址\nC1,,北京,一号街\n", "cell-empty")]
    [InlineData("a.csv", "影院编码,影院名称,城市,地址,纬度\nC1,澄光,北京,一号街,北纬\n", "number-invalid")]
    [InlineData("a.csv", "\n \n", "file-empty")]
    [InlineData("showtimes.csv", "影院编码,影厅编码,影片编码,放映日期,开场时间,语言,制式\n", "column-missing")]
    [InlineData("a.xlsx", "not a workbook", "workbook-malformed")]
    public void What_cannot_be_read_is_named(string file, string text, string code)
    {
        var refused = Assert.Single(ProgrammeReader.Read([Sheets.Csv(file, text)]).Refused);
        Assert.Equal((file, code), (refused.File, refused.Code));
        Assert.Contains(refused.Reason, c => c > 0x4E00);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Equal("encoding-unknown", Assert.Single(ProgrammeReader.Read([new ProgrammeFile("a.csv", new byte[] { 0xFF, 0xFE, 0x71, 0x5F })]).Refused).Code);

    [Fact]
    public void A_damaged_workbook_is_refused_or_read_but_never_breaks_the_import()
    {
        var good = Sheets.Xlsx("a.xlsx", new Dictionary<string, object>
        {
            ["影片"] = new[] { new Dictionary<string, object> { ["影片编码"] = "001X00012025", ["影片名称"] = "片名", ["片长"] = 120, ["最低发行价"] = 30 } },
        }).Content.ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 6].Sample(damages =>
        {
            var bad = (byte[])good.Clone();
            foreach (var (at, value) in damages) bad[at] = value;
            var entries = ProgrammeReader.Read([new ProgrammeFile("a.xlsx", bad)]);
            Assert.True(entries.Films.Count <= 1);
            Assert.All(entries.Refused, row => Assert.StartsWith("a.xlsx", row.File, StringComparison.Ordinal));
        }, iter: 500);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void A_date_at_the_end_of_time_is_refused(string date)
    {
        var file = Sheets.Showtimes($"C1,1,001X00012025,{date},24:40,国语,2D,45,60,40");
        Assert.Equal("date-invalid", Assert.Single(ProgrammeReader.Read([file]).Refused).Code);
    }

    [Fact]
    public void Whatever_is_written_in_quotes_is_read_back()
    {
        var cell = Gen.String[Gen.Char["a影,\"\n\r; "], 0, 6];
        cell.Array[1, 4].Array[1, 5].Sample(rows =>
        {
            var text = string.Concat(rows.Select(row => string.Join(',', row.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            Assert.Equal(rows, CsvText.Parse(text).Select(line => line.Cells.ToArray()));
        });
    }
}
