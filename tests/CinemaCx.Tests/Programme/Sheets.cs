using System.Globalization;
using System.Text;
using CinemaCx.Showtimes;
using MiniExcelLibs;

namespace CinemaCx.Tests.Programme;

/// <summary>Small programme files: one cinema, one hall of ten seats with a couple seat, one film of two hours protected at 30 yuan.</summary>
internal static class Sheets
{
    public const string CinemaText = "影院编码,影院名称,城市,地址\nC1,测试影城,北京,一号街\n";
    public const string HallText = "影院编码,影厅编码,影厅名称,影厅标签\nC1,1,1号厅,IMAX、杜比全景声\n";
    public const string FilmText = "影片编码,影片名称,片长,最低发行价\n001X00012025,片名,120,30\n";
    public const string ShowtimeHeader = "影院编码,影厅编码,影片编码,放映日期,开场时间,语言,制式,票价:A,票价:L,会员价:A\n";

    public static readonly string SeatText = Seats("1");

    public static ProgrammeFile Csv(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    public static ProgrammeFile Xlsx(string name, Dictionary<string, object> sheets)
    {
        using var stream = new MemoryStream();
        stream.SaveAs(sheets);
        return new ProgrammeFile(name, stream.ToArray());
    }

    /// <summary>Two rows of four and a couple seat behind them.</summary>
    public static string Seats(string hall, string zoneOfFirstRow = "A")
    {
        var text = new StringBuilder("影院编码,影厅编码,排号,座号,横坐标,纵坐标,座位类型,价格区\n");
        for (var number = 1; number <= 4; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"C1,{hall},A,{number},{number},0,,{zoneOfFirstRow}\n");
            text.Append(CultureInfo.InvariantCulture, $"C1,{hall},B,{number},{number},1,,A\n");
            if (number <= 2) text.Append(CultureInfo.InvariantCulture, $"C1,{hall},C,{number},{number},2,情侣,L\n");
        }

        return text.ToString();
    }

    /// <summary>The house without showtimes.</summary>
    public static List<ProgrammeFile> House() =>
        [Csv("cinemas.csv", CinemaText), Csv("halls.csv", HallText), Csv("seats.csv", SeatText), Csv("films.csv", FilmText)];

    public static ProgrammeFile Showtimes(params string[] rows) => Csv("showtimes.csv", ShowtimeHeader + string.Join('\n', rows) + "\n");

    /// <summary>The house with showtimes.</summary>
    public static List<ProgrammeFile> With(params string[] rows) => [.. House(), Showtimes(rows)];
}
