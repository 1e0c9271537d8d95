using System.Globalization;
using CinemaCx.Platform.Data;

namespace CinemaCx.Campaigns;

/// <summary>What a trigger waits for, as a statement that brings a guest's id and what made it.</summary>
internal static class Occasions
{
    private const int DormantDays = 60;
    private const int ExpiringDays = 3;
    private const int DelayMinutes = 30;

    /// <summary>An order some of which was not given back.</summary>
    private static readonly SqlPiece Stands = SqlPiece.Name("o.state = 'paid' AND o.gone = 0");

    /// <param name="house">The clock by which it is today.</param>
    /// <param name="since">What happened up to then was looked at before.</param>
    public static SqlPiece Of(CampaignTrigger trigger, string? cinemaId, DateTimeOffset since, DateTimeOffset now, TimeZoneInfo house) => trigger.Kind switch
    {
        CampaignTriggerKind.AfterFilm => AfterFilm(trigger, cinemaId, since, now),
        CampaignTriggerKind.Dormant => SqlPiece.Of($"""
            SELECT o.guest_id, MAX(o.id) AS occasion FROM guests u JOIN orders o ON o.guest_id = u.id
            WHERE u.last_paid_at <= {now.AddDays(-(trigger.Days ?? DormantDays))} AND {Stands} GROUP BY o.guest_id
            """),
        CampaignTriggerKind.Presale => SqlPiece.Of($"""
            SELECT v.guest_id, v.film_id AS occasion FROM saved_films v WHERE v.on_sale_already = 0 AND {Among("v.film_id", trigger.FilmIds)} AND EXISTS (
                SELECT 1 FROM showtimes s WHERE s.film_id = v.film_id AND s.cancelled_at IS NULL AND {Among("s.cinema_id", cinemaId is null ? null : [cinemaId])}
                    AND (s.sale_opens_at IS NULL OR s.sale_opens_at <= {now}) AND s.sale_closes_at > {now})
            """),
        CampaignTriggerKind.Birthday => Birthday(trigger, now, house),
        CampaignTriggerKind.TierChanged => SqlPiece.Of($"""
            SELECT c.guest_id, c.id AS occasion FROM tier_changes c
            WHERE c.changed_at > {since} AND c.changed_at <= {now} AND {Among("c.to_tier", trigger.Tiers?.Select(t => StoredWord.Of(t)).ToList())}
            """),
        _ => SqlPiece.Of($"""
            SELECT c.guest_id, c.id AS occasion FROM coupons c
            WHERE c.state = 'issued' AND c.guest_id IS NOT NULL AND c.valid_until > {now} AND c.valid_until <= {now.AddDays(trigger.Days ?? ExpiringDays)}
            """),
    };

    private static SqlPiece Birthday(CampaignTrigger trigger, DateTimeOffset now, TimeZoneInfo house)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, house).DateTime);
        var days = Enumerable.Range(0, (trigger.Days ?? 0) + 1).Select(today.AddDays).ToList();
        var words = days.Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture)).ToList();
        // In a year without a 29 February it is kept the day before.
        if (days.Exists(d => d is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(d.Year))) words.Add("02-29");
        return SqlPiece.Of($"SELECT u.id AS guest_id, u.birthday AS occasion FROM guests u WHERE u.birthday IN ({SqlPiece.List(words)})");
    }

    private static SqlPiece AfterFilm(CampaignTrigger trigger, string? cinemaId, DateTimeOffset since, DateTimeOffset now)
    {
        var delay = TimeSpan.FromMinutes(trigger.DelayMinutes ?? DelayMinutes);
        return SqlPiece.Of($"""
            SELECT o.guest_id, o.id AS occasion FROM showtimes s JOIN orders o ON o.showtime_id = s.id
            WHERE s.ends_at > {since - delay} AND s.ends_at <= {now - delay} AND s.cancelled_at IS NULL
              AND {Among("s.film_id", trigger.FilmIds)} AND {Among("s.cinema_id", cinemaId is null ? null : [cinemaId])} AND {Stands}
            """);
    }

    private static SqlPiece Among(string column, IReadOnlyList<string>? values) =>
        values is null ? SqlPiece.Name("1 = 1") : SqlPiece.Of($"{SqlPiece.Name(column)} IN ({SqlPiece.List(values)})");
}
