namespace CinemaCx.Insights;

/// <summary>A part of the cinema's day, by the hour at which something begins on its own wall clock.</summary>
public sealed record DayPart(string Code, string Name, int From, int To)
{
    /// <summary>In the order of the business day, which begins at six.</summary>
    public static readonly IReadOnlyList<DayPart> All =
    [
        new("morning", "上午", 6, 12), new("afternoon", "下午", 12, 18), new("evening", "黄金场", 18, 22), new("night", "夜场", 22, 30),
    ];

    /// <param name="hour">0 to 23.</param>
    public static DayPart Of(int hour) => All.First(p => (hour < 6 ? hour + 24 : hour) < p.To);

    public static DayPart OfCode(string code) => All.FirstOrDefault(p => p.Code == code) ?? All[0];
}
