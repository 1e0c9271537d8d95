using System.Globalization;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>What the board draws, as the chart library takes it.</summary>
internal static class BoardCharts
{
    private const string Mute = "#565b6d";
    private const string Faint = "#e6e8f0";

    /// <summary>The lines of the limits need no name.</summary>
    private static readonly string[] Named = ["每日", "趋势", "按相同结构"];

    public static object Nps(Board board)
    {
        var trend = board.Trend;
        var days = trend.Days.Select(Label).ToList();
        return new
        {
            grid = new { left = 36, right = 14, top = 34, bottom = 28 },
            legend = new { top = 0, right = 0, itemWidth = 14, itemHeight = 8, textStyle = new { color = Mute }, data = Named },
            tooltip = new { trigger = "axis" },
            xAxis = new { type = "category", data = days, axisLabel = new { color = Mute, hideOverlap = true }, axisLine = new { lineStyle = new { color = Faint } }, axisTick = new { show = false } },
            yAxis = new { type = "value", scale = true, splitNumber = 4, axisLabel = new { color = Mute }, splitLine = new { lineStyle = new { color = Faint } } },
            series = new object[]
            {
                new { name = "每日", type = "scatter", symbolSize = 6, itemStyle = new { color = "#9aa0b4" }, data = trend.Sums.Select(s => s.Count == 0 ? null : (double?)Math.Round(s.Net, 1)) },
                new
                {
                    name = "趋势",
                    type = "line",
                    showSymbol = false,
                    smooth = true,
                    lineStyle = new { width = 3 },
                    itemStyle = new { color = "#b4232a" },
                    data = Drawn(trend.Line, trend.Begins, p => p.Value, 1),
                    markLine = Alarms(board.Alarms, trend.Days, _ => true),
                },
                Limit("波动下限", Drawn(trend.Line, trend.Begins, p => p.Low, 1)),
                Limit("波动上限", Drawn(trend.Line, trend.Begins, p => p.High, 1)),
                new
                {
                    name = "按相同结构",
                    type = "line",
                    connectNulls = true,
                    symbolSize = 5,
                    lineStyle = new { width = 2, type = "dashed" },
                    itemStyle = new { color = "#2a56a5" },
                    data = trend.Days.Select(d => trend.Weeks.FirstOrDefault(w => w.Last == d).Adjusted is { } a ? (double?)Math.Round(a, 1) : null),
                },
            },
        };
    }

    public static object Stages(Board board) => new
    {
        grid = new { left = 36, right = 14, top = 34, bottom = 28 },
        legend = new { top = 0, right = 0, itemWidth = 14, itemHeight = 8, textStyle = new { color = Mute } },
        tooltip = new { trigger = "axis" },
        xAxis = new { type = "category", data = board.Trend.Days.Select(Label), axisLabel = new { color = Mute, hideOverlap = true }, axisLine = new { lineStyle = new { color = Faint } }, axisTick = new { show = false } },
        yAxis = new { type = "value", scale = true, splitNumber = 4, max = 5, axisLabel = new { color = Mute }, splitLine = new { lineStyle = new { color = Faint } } },
        series = board.Stages.Where(s => s.Sums.Count > 0).Select(s => new
        {
            name = s.Measure.Name,
            type = "line",
            showSymbol = false,
            smooth = true,
            lineStyle = new { width = s.Measure == Measure.Overall ? 3 : 2 },
            data = Drawn(s.Line, s.Begins, p => p.Value, 2),
            markPoint = Marks(board, s),
        }),
    };

    public static string Label(DateOnly day) => day.ToString("MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Nothing is drawn before the first answer: a line there would only be the mean of what came later.</summary>
    private static IEnumerable<double?> Drawn(IReadOnlyList<EwmaPoint> line, int begins, Func<EwmaPoint, double> value, int digits) =>
        line.Select((point, day) => day < begins ? null : (double?)Math.Round(value(point), digits));

    private static object Limit(string name, IEnumerable<double?> data) => new
    {
        name,
        type = "line",
        showSymbol = false,
        silent = true,
        lineStyle = new { width = 1, color = "#c5c9d8", type = "dotted" },
        itemStyle = new { color = "#c5c9d8" },
        legendHoverLink = false,
        data,
    };

    private static object Alarms(IReadOnlyList<DropAlarm> alarms, IReadOnlyList<DateOnly> days, Func<DropAlarm, bool> which) => new
    {
        symbol = "none",
        silent = true,
        lineStyle = new { color = "#a86400", type = "solid", width = 1 },
        label = new { color = "#8a5300", position = "insideEndTop" },
        data = alarms.Where(which).Select(a => (Alarm: a, Day: DayOf(a))).Where(a => days.Contains(a.Day)).Select(a => new { xAxis = Label(a.Day), label = new { formatter = a.Alarm.Row.Name } }),
    };

    private static object Marks(Board board, StageTrend stage) => new
    {
        symbol = "pin",
        symbolSize = 34,
        label = new { color = "#fff", fontSize = 10 },
        data = board.Alarms.Where(a => a.Row.Measure == stage.Measure.Code).Select(a => (Alarm: a, At: DayOf(a).DayNumber - board.Scope.From.DayNumber))
            .Where(a => a.At >= 0 && a.At < stage.Line.Count)
            .Select(a => new { name = a.Alarm.Row.Name, value = a.Alarm.Row.Name, coord = new object[] { Label(board.Scope.From.AddDays(a.At)), Math.Round(stage.Line[a.At].Value, 2) } }),
    };

    private static DateOnly DayOf(DropAlarm alarm) => Platform.Primitives.BusinessDay.Of(alarm.Row.RaisedAt, alarm.Cinema.Zone);
}
