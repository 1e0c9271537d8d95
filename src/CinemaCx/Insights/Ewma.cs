namespace CinemaCx.Insights;

/// <param name="Low">Below it the line says more than chance would, three times in a thousand.</param>
public readonly record struct EwmaPoint(double Value, double Low, double High);

/// <summary>
/// The line people read: an exponentially weighted mean of the days, with limits around the level of the whole stretch. A day's weight in the limits follows
/// from how many answered on it; a day without answers leaves the line where it was.
/// </summary>
public static class Ewma
{
    /// <summary>Weight of the newest day.</summary>
    public const double Weight = 0.2;
    private const double Sigmas = 3;

    /// <param name="days">Value of each day and its variance; null: nobody answered.</param>
    /// <param name="level">What the line is compared with.</param>
    public static IReadOnlyList<EwmaPoint> Line(IReadOnlyList<(double Value, double Variance)?> days, double level)
    {
        var line = new List<EwmaPoint>(days.Count);
        var (value, variance) = (level, 0.0);
        foreach (var day in days)
        {
            if (day is { } d)
            {
                value = Weight * d.Value + (1 - Weight) * value;
                variance = Weight * Weight * d.Variance + (1 - Weight) * (1 - Weight) * variance;
            }

            var reach = Sigmas * Math.Sqrt(variance);
            line.Add(new EwmaPoint(value, level - reach, level + reach));
        }

        return line;
    }
}
