using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;

namespace CinemaCx.Campaigns;

/// <summary>What became of one part of a campaign's guests.</summary>
/// <param name="Name">Variant, <c>hold-out</c>, or <c>told</c> for all variants together.</param>
/// <param name="Guests">Everybody in it, whether or not her message went: leaving those out would compare different people.</param>
/// <param name="Sent">Taken by the platform, delivered included.</param>
/// <param name="Delivered">Of which it told that they arrived; null: none of its platforms tells.</param>
/// <param name="Opened">Who opened the mini-program by her message; null: none of them led there.</param>
/// <param name="CouponsUsed">Of the coupons given with it.</param>
/// <param name="Buyers">Who bought within the days that are measured.</param>
/// <param name="Revenue">What they paid in them, less what went back.</param>
/// <param name="PerHeadFen">Per guest, buyer or not.</param>
public sealed record ArmResult(
    string Name, long Guests, long LeftOut, long Sent, long? Delivered, long? Opened, long InDoubt, long Coupons, long CouponsUsed, long Buyers, Fen Revenue, double PerHeadFen);

/// <summary>Those who were told beside those who were held out.</summary>
/// <param name="DifferenceFen">Of revenue per head; null with the ends where nothing can be computed.</param>
/// <param name="LowFen">Lower end of the 95 % confidence interval.</param>
/// <param name="HighFen">Upper end.</param>
/// <param name="IsClear">The interval does not hold 0, and both groups are large enough to be believed.</param>
/// <param name="Sentence">In plain Chinese.</param>
public sealed record ArmComparison(string Name, long Guests, long HeldOut, double? DifferenceFen, double? LowFen, double? HighFen, bool IsClear, string Sentence);

/// <param name="MeasureDays">From when a guest was taken in.</param>
/// <param name="MeasuredUntil">Figures still change until then; null while guests are still taken in.</param>
public sealed record CampaignResult(string CampaignId, int MeasureDays, DateTimeOffset? MeasuredUntil, IReadOnlyList<ArmResult> Arms, IReadOnlyList<ArmComparison> Comparisons);

/// <summary>One guest of a campaign with all that is counted of her.</summary>
public sealed record CampaignGuestLine(
    string GuestId, string? PhoneMask, string Arm, string? Occasion, DateTimeOffset EnrolledAt, string? LeftOut, GuestMessageState? Message, string? Reason, bool HasCoupon, bool CouponUsed, Fen Spent);

/// <summary>What a campaign brought, counted from the rows it left.</summary>
public sealed class CampaignResults(Database database)
{
    private const int MostLines = 500;

    /// <summary>One line per guest; the figures are sums over exactly these.</summary>
    private const string Lines = """
        SELECT x.guest_id, g.phone_mask, x.arm, x.occasion, x.enrolled_at, x.left_out, COALESCE(m.state, x.message_state) AS message_state, m.reason,
            m.channel, COALESCE(m.opened_at, x.message_opened_at) AS opened_at,
            CASE WHEN c.id IS NULL THEN 0 ELSE 1 END AS has_coupon, CASE WHEN c.state = 'used' THEN 1 ELSE 0 END AS coupon_used,
            COALESCE(p.spent, 0) AS spent, CASE WHEN p.guest_id IS NULL THEN 0 ELSE 1 END AS bought
        FROM campaign_guests x
        JOIN guests g ON g.id = x.guest_id
        LEFT JOIN guest_messages m ON m.id = x.message_id
        LEFT JOIN coupons c ON c.id = x.coupon_id
        LEFT JOIN (
            SELECT y.guest_id, SUM(o.total_fen - COALESCE((SELECT SUM(r.amount_fen) FROM refunds r WHERE r.order_id = o.id AND r.seats <> ''), 0)) AS spent
            FROM campaign_guests y
            JOIN orders o ON o.guest_id = y.guest_id AND o.state = 'paid' AND o.paid_at >= y.enrolled_at AND o.paid_at < y.enrolled_at + @span
            WHERE y.campaign_id = @campaign GROUP BY y.guest_id
        ) p ON p.guest_id = x.guest_id
        WHERE x.campaign_id = @campaign
        """;

    public async Task<CampaignResult> OfAsync(CampaignRow campaign, CancellationToken cancellation)
    {
        var terms = CampaignTerms.Of(campaign);
        await using var db = await database.ReadWideAsync(cancellation);
        var rows = await db.QueryToListAsync<ArmRow>(
            $"""
            SELECT l.arm, COUNT(*) AS guests, COUNT(l.left_out) AS left_out,
                COUNT(CASE WHEN l.message_state IN ('sent', 'delivered') THEN 1 END) AS sent, COUNT(CASE WHEN l.message_state = 'delivered' THEN 1 END) AS delivered,
                COUNT(CASE WHEN l.message_state = 'in-doubt' THEN 1 END) AS in_doubt, COUNT(l.opened_at) AS opened,
                COUNT(CASE WHEN l.opened_at IS NOT NULL OR (l.message_state IN ('sent', 'delivered') AND l.channel IN ('subscribe', 'service-account')) THEN 1 END) AS openable, SUM(l.has_coupon) AS coupons, SUM(l.coupon_used) AS coupons_used,
                SUM(l.bought) AS buyers, SUM(l.spent) AS spent, SUM(l.spent * l.spent) AS squares
            FROM ({Lines}) l GROUP BY l.arm
            """,
            cancellation, Parameters(campaign.Id, terms.MeasureDays));
        var last = await db.GetTable<CampaignGuestRow>().Where(x => x.CampaignId == campaign.Id).MaxAsync(x => (DateTimeOffset?)x.EnrolledAt, cancellation);
        var told = rows.Where(r => r.Arm != CampaignArms.HoldOut).OrderBy(r => r.Arm, StringComparer.Ordinal).ToList();
        var held = rows.Find(r => r.Arm == CampaignArms.HoldOut) ?? new ArmRow { Arm = CampaignArms.HoldOut };
        var groups = told.Count > 1 ? [.. told, ArmRow.Together("told", told)] : told;
        return new CampaignResult(
            campaign.Id, terms.MeasureDays, campaign.WalkedAt is null && campaign.EndedAt is null ? null : last?.AddDays(terms.MeasureDays),
            [.. groups.Append(held).Select(r => r.ToResult())],
            [.. groups.Select(r => CampaignVerdict.Compare(r.Arm, r.Figures, held.Figures))]);
    }

    /// <summary>The rows behind the figures, by guest, at most 500 at once.</summary>
    /// <param name="arm">Null: all.</param>
    /// <param name="after">Guest of the last line of the page before.</param>
    public async Task<IReadOnlyList<CampaignGuestLine>> GuestsAsync(CampaignRow campaign, string? arm, string? after, CancellationToken cancellation)
    {
        await using var db = await database.ReadWideAsync(cancellation);
        var rows = await db.QueryToListAsync<LineRow>(
            $"SELECT * FROM ({Lines}) l WHERE l.guest_id > @after AND (@arm = '' OR l.arm = @arm) ORDER BY l.guest_id LIMIT {MostLines}",
            cancellation,
            [
                .. Parameters(campaign.Id, CampaignTerms.Of(campaign).MeasureDays),
                new DataParameter("after", after ?? "", DataType.NVarChar),
                new DataParameter("arm", arm ?? "", DataType.NVarChar),
            ]);
        return rows.ConvertAll(LineOf);
    }

    /// <summary>A page of them, by guest, and how many there are.</summary>
    /// <param name="arm">Null: all.</param>
    public async Task<(IReadOnlyList<CampaignGuestLine> Lines, long Count)> PageAsync(CampaignRow campaign, string? arm, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await database.ReadWideAsync(cancellation);
        var mine = db.GetTable<CampaignGuestRow>().Where(x => x.CampaignId == campaign.Id && (arm == null || x.Arm == arm));
        var count = await mine.LongCountAsync(cancellation);
        // Whose lines they are is found first, so that nobody else's are put together.
        var rows = await db.QueryToListAsync<LineRow>(
            $"""
            SELECT * FROM ({Lines} AND x.guest_id IN (
                SELECT z.guest_id FROM campaign_guests z WHERE z.campaign_id = @campaign AND (@arm = '' OR z.arm = @arm) ORDER BY z.guest_id LIMIT @take OFFSET @skip
            )) l ORDER BY l.guest_id
            """,
            cancellation,
            [
                .. Parameters(campaign.Id, CampaignTerms.Of(campaign).MeasureDays),
                new DataParameter("arm", arm ?? "", DataType.NVarChar),
                new DataParameter("take", (long)take, DataType.Int64),
                new DataParameter("skip", (long)skip, DataType.Int64),
            ]);
        return (rows.ConvertAll(LineOf), count);
    }

    private static CampaignGuestLine LineOf(LineRow r) => new(
        r.GuestId, r.PhoneMask, r.Arm, r.Occasion, r.EnrolledAt, r.LeftOut, r.Message, r.Reason, r.HasCoupon == 1, r.CouponUsed == 1, new Fen((long)r.Spent));

    private static DataParameter[] Parameters(string campaignId, int days) =>
    [
        new DataParameter("campaign", campaignId, DataType.NVarChar),
        new DataParameter("span", (long)TimeSpan.FromDays(days).TotalMilliseconds, DataType.Int64),
    ];

    private sealed record ArmRow
    {
        [Column("arm")] public string Arm { get; init; } = "";
        [Column("guests")] public long Guests { get; init; }
        [Column("left_out")] public long LeftOut { get; init; }
        [Column("sent")] public long Sent { get; init; }
        [Column("delivered")] public long Delivered { get; init; }
        [Column("opened")] public long Opened { get; init; }
        [Column("openable")] public long Openable { get; init; }
        [Column("in_doubt")] public long InDoubt { get; init; }
        [Column("coupons")] public long Coupons { get; init; }
        [Column("coupons_used")] public long CouponsUsed { get; init; }
        [Column("buyers")] public long Buyers { get; init; }
        [Column("spent")] public decimal Spent { get; init; }
        [Column("squares")] public decimal Squares { get; init; }

        public GroupFigures Figures => new(Guests, Spent, Squares);

        public static ArmRow Together(string name, IReadOnlyList<ArmRow> rows) => new()
        {
            Arm = name,
            Guests = rows.Sum(r => r.Guests),
            LeftOut = rows.Sum(r => r.LeftOut),
            Sent = rows.Sum(r => r.Sent),
            Delivered = rows.Sum(r => r.Delivered),
            Opened = rows.Sum(r => r.Opened),
            Openable = rows.Sum(r => r.Openable),
            InDoubt = rows.Sum(r => r.InDoubt),
            Coupons = rows.Sum(r => r.Coupons),
            CouponsUsed = rows.Sum(r => r.CouponsUsed),
            Buyers = rows.Sum(r => r.Buyers),
            Spent = rows.Sum(r => r.Spent),
            Squares = rows.Sum(r => r.Squares),
        };

        public ArmResult ToResult() => new(
            Arm, Guests, LeftOut, Sent, Delivered == 0 ? null : Delivered, Openable == 0 ? null : Opened, InDoubt, Coupons, CouponsUsed, Buyers, new Fen((long)Spent), Math.Round(Figures.Mean, 2));
    }

    private sealed record LineRow
    {
        [Column("guest_id")] public required string GuestId { get; init; }
        [Column("phone_mask")] public string? PhoneMask { get; init; }
        [Column("arm")] public required string Arm { get; init; }
        [Column("occasion")] public string? Occasion { get; init; }
        [Column("enrolled_at")] public required DateTimeOffset EnrolledAt { get; init; }
        [Column("left_out")] public string? LeftOut { get; init; }
        [Column("message_state")] public GuestMessageState? Message { get; init; }
        [Column("reason")] public string? Reason { get; init; }
        [Column("has_coupon")] public long HasCoupon { get; init; }
        [Column("coupon_used")] public long CouponUsed { get; init; }
        [Column("spent")] public decimal Spent { get; init; }
    }
}
