using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

public sealed class LoyaltyOptions
{
    public const string Section = "Loyalty";

    /// <summary>So many points pay one fen of an order; she spends whole multiples of it. Default 1: a hundred points are a yuan.</summary>
    public int PointsPerFen { get; set; } = 1;

    /// <summary>Points pay at most this share of the tickets of an order, 0 to 100. Default 50.</summary>
    public int MostPercentOfOrder { get; set; } = 50;

    /// <summary>Points live to the end of the month so many months after they were posted. Default 12.</summary>
    public int LifeMonths { get; set; } = 12;

    /// <summary>Points that come back with refunded seats after they would have run out live so long. Default 7 days.</summary>
    public TimeSpan LifeAfterRefund { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long before some of her points run out a guest is told. Default 30 days.</summary>
    public TimeSpan ExpiryNotice { get; set; } = TimeSpan.FromDays(30);

    /// <summary>When the night's work is done, on the wall of <see cref="TimeZone"/>. Default 04:30.</summary>
    public TimeOnly Night { get; set; } = new(4, 30);

    /// <summary>IANA name: months, birthdays and the night are those of this zone. Default <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>What points posted at an instant live until.</summary>
    internal DateTimeOffset LifeEnds(DateTimeOffset postedAt)
    {
        var zone = Zone;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(postedAt, zone).DateTime);
        return BusinessDay.At(new DateOnly(day.Year, day.Month, 1).AddMonths(LifeMonths + 1), TimeOnly.MinValue, zone);
    }

    /// <summary>The newest night that has begun.</summary>
    internal DateTimeOffset LastNight(DateTimeOffset now)
    {
        var zone = Zone;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var tonight = BusinessDay.At(today, Night, zone);
        return tonight <= now ? tonight : BusinessDay.At(today.AddDays(-1), Night, zone);
    }

    internal DateTimeOffset NextNight(DateTimeOffset now)
    {
        var zone = Zone;
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(LastNight(now), zone).DateTime);
        return BusinessDay.At(last.AddDays(1), Night, zone);
    }
}
