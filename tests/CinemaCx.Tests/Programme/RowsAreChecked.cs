using CinemaCx.Showtimes;
using Xunit;

namespace CinemaCx.Tests.Programme;

public sealed class RowsAreChecked
{
    private const string Good = "C1,1,001X00012025,2026-11-22,19:30,国语,2D,45,60,40";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sound_programme_is_taken_whole()
    {
        var decision = Decide(Sheets.With(Good));
        Assert.Empty(decision.Refused);
        Assert.Equal([1, 1, 10, 1, 1], decision.Counts().Select(count => count.Added));
        var showtime = Assert.Single(decision.Showtimes).After;
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 11, 30, 0, TimeSpan.Zero), showtime.Row.StartsAt);
        Assert.Equal(showtime.Row.StartsAt.AddMinutes(120), showtime.Row.EndsAt);
        Assert.Equal([("A", 4500L, 4000L), ("L", 6000L, null)], showtime.Prices.Select(price => (price.Zone, price.ListPrice.Value, price.MemberPrice?.Value)));
    }

    [Theory]
    [InlineData("C9,1,001X00012025,2026-11-22,19:30,国语,2D,45,60,40", "cinema-unknown", "影院编码")]
    [InlineData("C1,9,001X00012025,2026-11-22,19:30,国语,2D,45,60,40", "hall-unknown", "影厅编码")]
    [InlineData("C1,1,001X00092025,2026-11-22,19:30,国语,2D,45,60,40", "film-unknown", "影片编码")]
    [InlineData("C1,1,001X00012025,2026-13-22,19:30,国语,2D,45,60,40", "date-invalid", "放映日期")]
    [InlineData("C1,1,001X00012025,2036-11-22,19:30,国语,2D,45,60,40", "date-implausible", "放映日期")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:60,国语,2D,45,60,40", "time-invalid", "开场时间")]
    [InlineData("C1,1,001X00012025,2026-11-22,30:00,国语,2D,45,60,40", "time-invalid", "开场时间")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,29.99,60,", "price-below-lowest", "票价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,45,60,29", "price-below-lowest", "会员价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,45,60,45.01", "member-price-above-list", "会员价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,45,,40", "price-missing", "票价")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,四十,60,", "price-invalid", "票价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,45.001,60,", "price-invalid", "票价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,国语,2D,-45,60,", "price-invalid", "票价:A")]
    [InlineData("C1,1,001X00012025,2026-11-22,19:30,,2D,45,60,40", "cell-empty", "语言")]
    public void A_bad_showtime_is_refused_with_its_cell_and_reason(string row, string code, string column)
    {
        var refused = Assert.Single(Decide(Sheets.With(row)).Refused);
        Assert.Equal(("showtimes.csv", 2, column, code), (refused.File, refused.Line, refused.Column, refused.Code));
        Assert.EndsWith("。", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("21:45", true)]
    [InlineData("21:44", false)]
    public void A_hall_is_cleaned_between_two_showtimes(string second, bool allowed)
    {
        var refused = Decide(Sheets.With(Good, Good.Replace("19:30", second, StringComparison.Ordinal))).Refused;
        if (allowed) Assert.Empty(refused);
        else Assert.Equal((3, "showtimes-overlap"), (Assert.Single(refused).Line, refused[0].Code));
    }

    [Fact]
    public void A_long_showtime_stands_in_the_way_of_all_that_begin_within_it()
    {
        var header = Sheets.ShowtimeHeader.Replace("开场时间", "开场时间,散场时间", StringComparison.Ordinal);
        var refused = Decide([.. Sheets.House(), Sheets.Csv("showtimes.csv", header
            + "C1,1,001X00012025,2026-11-22,10:00,14:00,国语,2D,45,60,40\n"
            + "C1,1,001X00012025,2026-11-22,10:30,,国语,2D,45,60,40\n"
            + "C1,1,001X00012025,2026-11-22,13:50,,国语,2D,45,60,40\n"
            + "C1,1,001X00012025,2026-11-22,23:00,1:05,国语,2D,45,60,40\n")]).Refused;
        Assert.Equal([(3, "showtimes-overlap"), (4, "showtimes-overlap")], refused.Select(row => (row.Line, row.Code)));
    }

    [Fact]
    public void A_showtime_is_not_shorter_than_its_film()
    {
        var header = Sheets.ShowtimeHeader.Replace("开场时间", "开场时间,散场时间", StringComparison.Ordinal);
        var file = Sheets.Csv("showtimes.csv", header + "C1,1,001X00012025,2026-11-22,19:30,21:29,国语,2D,45,60,40\n");
        Assert.Equal("showtime-too-short", Assert.Single(Decide([.. Sheets.House(), file]).Refused).Code);
    }

    [Fact]
    public void After_midnight_belongs_to_the_evening_before_however_it_is_written()
    {
        var late = Decide(Sheets.With(Good.Replace("19:30", "24:40", StringComparison.Ordinal))).Showtimes.Single().After.Row;
        var early = Decide(Sheets.With(Good.Replace("2026-11-22,19:30", "2026-11-23,00:40", StringComparison.Ordinal))).Showtimes.Single().After.Row;
        Assert.Equal((late.StartsAt, late.BusinessDay, late.Code), (early.StartsAt, early.BusinessDay, early.Code));
        Assert.Equal(new DateOnly(2026, 11, 22), late.BusinessDay);
    }

    [Fact]
    public void A_time_the_local_clock_skips_is_refused()
    {
        var cinema = Sheets.Csv("cinemas.csv", Sheets.CinemaText.Replace("地址\nC1,测试影城,北京,一号街", "地址,时区\nC1,测试影城,纽约,一号街,America/New_York", StringComparison.Ordinal));
        var files = Sheets.With("C1,1,001X00012025,2027-03-14,02:30,国语,2D,45,60,40");
        files[0] = cinema;
        Assert.Equal("time-skipped", Assert.Single(Decide(files).Refused).Code);
    }

    [Theory]
    [InlineData("seats.csv", "C1,1,A,1,1,0,,A\n", "C1,1,A,1,9,0,,A\nC1,1,A,1,1,0,,A\n", "seat-twice")]
    [InlineData("seats.csv", "C1,1,C,2,2,2,情侣,L\n", "", "couple-alone")]
    [InlineData("seats.csv", "C1,1,A,1,1,0,,A\n", "C1,1,A,1,2,0,,A\n", "position-twice")]
    [InlineData("seats.csv", "C1,1,A,1,1,0,,A\n", "C1,1,A,1,1,0,沙发,A\n", "word-unknown")]
    [InlineData("seats.csv", "C1,1,A,1,1,0,,A\n", "C1,1,A,1,1,0,,A\nC1,7,A,1,1,0,,A\n", "hall-unknown")]
    [InlineData("halls.csv", "C1,1,1号厅", "C1,1,1号厅,\nC1,2,2号厅", "hall-without-seats")]
    [InlineData("halls.csv", "C1,1,1号厅", "C1,1,1号厅,\nC1,1,一号厅", "key-twice")]
    [InlineData("cinemas.csv", "C1,测试影城,北京,一号街\n", "C1,测试影城,北京,一号街\nC1,另一家,北京,二号街\n", "key-twice")]
    [InlineData("films.csv", "001X00012025,片名,120,30", "001X00012025,片名,120,30\n001X0001202,短码,120,30", "film-code-invalid")]
    [InlineData("films.csv", "片名,120,30", "片名,0,30", "number-invalid")]
    public void A_fault_in_the_house_is_refused_once(string file, string from, string to, string code)
    {
        var files = Sheets.With(Good).ConvertAll(f => f.Name != file
            ? f
            : Sheets.Csv(file, System.Text.Encoding.UTF8.GetString(f.Content.Span).Replace(from, to, StringComparison.Ordinal)));
        var refused = Assert.Single(Decide(files).Refused);
        Assert.Equal((file, code), (refused.File, refused.Code));
        Assert.True(refused.Line > 1);
    }

    [Fact]
    public void Two_halves_of_a_couple_seat_across_an_aisle_are_both_refused()
    {
        var files = Sheets.House();
        files[2] = Sheets.Csv("seats.csv", Sheets.SeatText.Replace("C1,1,C,2,2,2", "C1,1,C,2,4,2", StringComparison.Ordinal));
        Assert.Equal([(4, "couple-alone"), (7, "couple-alone")], Decide(files).Refused.Select(row => (row.Line, row.Code)));
    }

    [Fact]
    public void A_price_for_a_zone_the_hall_lacks_is_refused_and_a_zone_without_price_too()
    {
        var header = Sheets.ShowtimeHeader.Replace("票价:L", "票价:VIP", StringComparison.Ordinal);
        var codes = Decide([.. Sheets.House(), Sheets.Csv("showtimes.csv", header + Good + "\n")]).Refused.Select(row => row.Code);
        Assert.Equal(["price-missing", "zone-unknown"], codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_bare_price_stands_for_every_zone_without_its_own()
    {
        var header = Sheets.ShowtimeHeader.Replace("票价:A,票价:L,会员价:A", "票价,票价:L,会员价", StringComparison.Ordinal);
        var prices = Decide([.. Sheets.House(), Sheets.Csv("showtimes.csv", header + Good + "\n")]).Showtimes.Single().After.Prices;
        Assert.Equal([("A", 4500L, 4000L), ("L", 6000L, null)], prices.Select(price => (price.Zone, price.ListPrice.Value, price.MemberPrice?.Value)));
    }

    [Fact]
    public void Every_fault_of_every_file_is_found_in_one_go()
    {
        var files = Sheets.With(
            Good.Replace("001X00012025", "001X00092025", StringComparison.Ordinal), Good.Replace("19:30,国语,2D,45", "15:00,国语,2D,20", StringComparison.Ordinal), Good);
        files[3] = Sheets.Csv("films.csv", Sheets.FilmText + "001X00022025,坏片,十分钟,30\n");
        var refused = Decide(files).Refused;
        // The unknown film is not blamed while its own file has rows that could not be read.
        Assert.Equal(["number-invalid", "price-below-lowest", "member-price-above-list", "key-twice"], refused.Select(row => row.Code));
    }

    private static ProgrammeDecision Decide(IEnumerable<ProgrammeFile> files) =>
        ProgrammeRules.Decide(ProgrammeReader.Read(files), new KnownProgramme(), new ShowtimeOptions(), Now);
}
