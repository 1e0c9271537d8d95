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

    /// <summary>When members are told of birthday tickets and of coupons that end, on the wall of <see cref="TimeZone"/>. Default 10:00.</summary>
    public TimeOnly Notices { get; set; } = new(10, 0);

    /// <summary>How long before a coupon ends its holder is told. Default 3 days.</summary>
    public TimeSpan CouponNotice { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Whether members are told that points will run out. Default true, as with the four below; a template that was retired is not sent either.</summary>
    public bool TellPointsExpiring { get; set; } = true;

    /// <summary>That they rose.</summary>
    public bool TellTierRaised { get; set; } = true;

    /// <summary>That they will sink. Off, a tier still never sinks before <see cref="TierRule.NoticeDays"/> have passed.</summary>
    public bool TellTierFalling { get; set; } = true;

    /// <summary>That their birthday ticket is there.</summary>
    public bool TellBirthdayTicket { get; set; } = true;

    /// <summary>That coupons will end.</summary>
    public bool TellCouponsExpiring { get; set; } = true;

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
    internal DateTimeOffset LastNight(DateTimeOffset now) => LastAt(Night, now);

    internal DateTimeOffset NextNight(DateTimeOffset now) => NextAt(Night, now);

    internal DateTimeOffset NextNotices(DateTimeOffset now) => NextAt(Notices, now);

    private DateTimeOffset LastAt(TimeOnly clock, DateTimeOffset now)
    {
        var zone = Zone;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var at = BusinessDay.At(today, clock, zone);
        return at <= now ? at : BusinessDay.At(today.AddDays(-1), clock, zone);
    }

    private DateTimeOffset NextAt(TimeOnly clock, DateTimeOffset now)
    {
        var zone = Zone;
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(LastAt(clock, now), zone).DateTime);
        return BusinessDay.At(last.AddDays(1), clock, zone);
    }
}
