using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tests.Campaigns;

internal sealed record PlainShow(string Id, string CinemaId, string FilmId, IReadOnlyList<string> Genres, DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeZoneInfo Zone)
{
    public DateTimeOffset Local => TimeZoneInfo.ConvertTime(StartsAt, Zone);

    public int Weekday => BusinessDay.Of(StartsAt, Zone).DayOfWeek is var day && day == DayOfWeek.Sunday ? 7 : (int)day;
}

/// <param name="Back">What went back.</param>
/// <param name="Stands">Not every seat was given back.</param>
internal sealed record PlainOrder(PlainShow Show, DateTimeOffset PaidAt, long Total, long Back, bool Stands);

internal sealed record PlainAnswer(int Stars, DateTimeOffset At, string FilmId);

/// <summary>A guest as a list of plain facts, to be asked in plain words.</summary>
internal sealed class PlainGuest(string id, DateTimeOffset joined)
{
    public string Id { get; } = id;

    public DateTimeOffset Joined { get; } = joined;

    public bool HasPhone { get; init; }

    public int? BirthdayMonth { get; init; }

    public string Tier { get; init; } = "standard";

    public bool AllowsMarketing { get; init; }

    public List<string> Tags { get; } = [];

    public List<string> SavedFilms { get; } = [];

    public List<PlainOrder> Orders { get; } = [];

    public List<PlainAnswer> Answers { get; } = [];
}

/// <summary>A few hundred guests with a past, in the database and as plain facts.</summary>
internal sealed class PlainCrowd
{
    public static readonly string[] TagWords = ["影迷", "亲子", "IMAX控"];

    public List<PlainGuest> Guests { get; } = [];

    public List<PlainShow> Shows { get; } = [];

    public static async Task<PlainCrowd> MakeAsync(Cinema cinema, int count, Random random)
    {
        var crowd = new PlainCrowd();
        await crowd.MakeShowsAsync(cinema, random);
        var (_, staff) = await cinema.StaffAsync(StaffRole.Marketing);
        var now = cinema.Clock.GetUtcNow();
        var script = new Script();
        for (var i = 0; i < count; i++) crowd.MakeGuest(script, now, random, staff.EmployeeId);
        await using var db = await cinema.Database.BeginAsync();
        await db.CommitAsync(script);
        return crowd;
    }

    /// <summary>Shows of the last year like those of the sample's week.</summary>
    private async Task MakeShowsAsync(Cinema cinema, Random random)
    {
        await using var db = await cinema.Database.BeginAsync();
        var rows = await (
            from showtime in db.GetTable<ShowtimeRow>()
            join film in db.GetTable<FilmRow>() on showtime.FilmId equals film.Id
            join house in db.GetTable<CinemaRow>() on showtime.CinemaId equals house.Id
            orderby showtime.Id
            select new { showtime, film, house }).ToListAsync();
        foreach (var row in rows.OrderBy(_ => random.Next()).Take(60))
        {
            // Any minute of the day: what begins after midnight is what counting days gets wrong.
            var shift = TimeSpan.FromMinutes(random.Next(-400 * 24 * 60, 60));
            var show = row.showtime with
            {
                Id = Id.New("sht", row.showtime.StartsAt),
                Code = "p" + Shows.Count,
                StartsAt = row.showtime.StartsAt + shift,
                EndsAt = row.showtime.EndsAt + shift,
                SaleClosesAt = row.showtime.SaleClosesAt + shift,
                SaleOpensAt = null,
                BusinessDay = BusinessDay.Of(row.showtime.StartsAt + shift, row.house.Zone),
            };
            await db.InsertAsync(show);
            Shows.Add(new PlainShow(show.Id, show.CinemaId, show.FilmId, WordList.Parse(row.film.Genres), show.StartsAt, show.EndsAt, row.house.Zone));
        }

        await db.CommitAsync();
    }

    private void MakeGuest(Script script, DateTimeOffset now, Random random, string staff)
    {
        var joined = now.AddDays(-random.Next(0, 800)).AddMinutes(-random.Next(0, 1440));
        var guest = new PlainGuest(Id.New("gst", joined), joined)
        {
            HasPhone = random.Next(3) > 0,
            BirthdayMonth = random.Next(3) == 0 ? null : random.Next(1, 13),
            Tier = random.Next(4) switch { 0 => "silver", 1 => "gold", _ => "standard" },
            AllowsMarketing = random.Next(2) == 0,
        };
        Guests.Add(guest);
        var birthday = guest.BirthdayMonth is { } month ? $"{month:00}-17" : null;
        script.Do($"""
            INSERT INTO guests (id, open_id, phone_bound_at, phone_mask, birthday, created_at)
            VALUES ({guest.Id}, {"o" + guest.Id}, {(guest.HasPhone ? joined.ToUnixTimeMilliseconds() : null)}, {(guest.HasPhone ? "138****5678" : null)}, {birthday}, {joined})
            """);
        if (guest.Tier != "standard" || random.Next(2) == 0)
            script.Do($"INSERT INTO tier_standings (guest_id, tier, since_at, spend_fen, visits, evaluated_at) VALUES ({guest.Id}, {guest.Tier}, {joined}, 0, 0, {joined})");
        if (guest.AllowsMarketing || random.Next(2) == 0)
            script.Do($"INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) VALUES ({guest.Id}, 'marketing', {(guest.AllowsMarketing ? 1 : 0)}, {joined})");
        foreach (var tag in TagWords.Where(_ => random.Next(3) == 0))
        {
            guest.Tags.Add(tag);
            script.Do($"INSERT INTO guest_tags (guest_id, tag, given_by, given_at) VALUES ({guest.Id}, {tag}, {staff}, {joined})");
        }

        foreach (var film in Shows.Select(s => s.FilmId).Distinct().Where(_ => random.Next(6) == 0))
        {
            guest.SavedFilms.Add(film);
            script.Do($"INSERT INTO saved_films (guest_id, film_id, saved_at, on_sale_already) VALUES ({guest.Id}, {film}, {joined}, 0)");
        }

        for (var n = random.Next(5); n > 0; n--) MakeOrder(script, guest, now, random);
        BuyerFigures.Recount(script, guest.Id);
        for (var n = random.Next(3); n > 0; n--) MakeAnswer(script, guest, now, random);
    }

    private void MakeOrder(Script script, PlainGuest guest, DateTimeOffset now, Random random)
    {
        var show = Shows[random.Next(Shows.Count)];
        var paid = Earlier(show.StartsAt.AddMinutes(-random.Next(10, 4000)), now);
        var (id, each, seats) = (Id.New("ord", paid), random.Next(20, 80) * 100L, random.Next(1, 4));
        var state = random.Next(6) switch { 0 => "expired", 1 => "cancelled", _ => "paid" };
        var back = state == "paid" && random.Next(3) == 0 ? random.Next(1, seats + 1) : 0;
        // A tenth of it is kept.
        var amount = each * back * 9 / 10;
        script.Do($"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, back_fen, gone, price_lines, refund_rule, placed_at, held_until, paid_at, ended_at)
            VALUES ({id}, {guest.Id}, {show.Id}, {state}, {each * seats}, {amount}, {(back == seats ? 1 : 0)}, '[]', '', {paid}, {paid}, {(state == "paid" ? paid.ToUnixTimeMilliseconds() : null)},
                {(state == "paid" ? null : paid.ToUnixTimeMilliseconds())})
            """);
        var refund = Id.New("rfd", paid);
        for (var s = 0; s < seats; s++)
            script.Do($"INSERT INTO order_seats (order_id, seat, zone, paid_fen, refund_id) VALUES ({id}, {"A" + (s + 1)}, 'x', {each}, {(s < back ? refund : null)})");
        if (back > 0)
        {
            script.Do($"""
                INSERT INTO refunds (id, order_id, amount_fen, fee_fen, reason, seats, state, requested_at)
                VALUES ({refund}, {id}, {amount}, {each * back - amount}, 'test', {string.Join(',', Enumerable.Range(1, back).Select(s => "A" + s))}, 'succeeded', {paid})
                """);
        }

        if (state == "paid") guest.Orders.Add(new PlainOrder(show, paid, each * seats, amount, back < seats));
    }

    private void MakeAnswer(Script script, PlainGuest guest, DateTimeOffset now, Random random)
    {
        var show = Shows[random.Next(Shows.Count)];
        var answer = new PlainAnswer(random.Next(1, 6), now.AddDays(-random.Next(0, 300)).AddMinutes(-1), show.FilmId);
        guest.Answers.Add(answer);
        var id = Id.New("ans", answer.At);
        script.Do($"""
            INSERT INTO answers (id, source, ticket_id, occasion, cinema_id, showtime_id, film_id, guest_id, stars, stages, chips, text_state, version, created_at, updated_at)
            VALUES ({id}, 'ticket', {id}, {show.Id}, {show.CinemaId}, {show.Id}, {show.FilmId}, {guest.Id}, {answer.Stars}, '[]', '[]', 'pass', 1, {answer.At}, {answer.At})
            """);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => DateTimeOffset.FromUnixTimeMilliseconds((a < b ? a : b.AddMinutes(-1)).ToUnixTimeMilliseconds());
}
