using System.Globalization;
using System.Text;

namespace CinemaCx.Bench;

/// <summary>What is printed at the end: every figure beside its floor and what is due.</summary>
internal sealed class Table
{
    private static readonly string[] Head = ["operation", "measured", "p99", "floor of this machine", "ratio", "due", ""];
    private readonly List<string[]> _rows = [];

    public bool AllMet { get; private set; } = true;

    /// <param name="met">Null where nothing is due.</param>
    public void Add(string operation, string measured, string p99, string floor, string ratio, string due, bool? met)
    {
        if (met == false) AllMet = false;
        _rows.Add([operation, measured, p99, floor, ratio, due, met switch { true => "met", false => "NOT MET", _ => "" }]);
    }

    public override string ToString()
    {
        var all = _rows.Prepend(Head).ToList();
        var widths = Head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in all)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return text.ToString();
    }

    public static string PerSecond(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate:N0}/s");

    public static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0.0##} ms");

    public static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}");

    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
