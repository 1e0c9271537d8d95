using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Tickets;

/// <summary>An usher scans a ticket at the door. A ticket lets in once, however many ushers scan it.</summary>
public sealed class EnterHall(Database database, ShowtimeCatalog showtimes, TimeProvider time, IOptions<TicketOptions> options)
{
    public async Task<TicketView> RunAsync(StaffMember usher, string code, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var ticket = await db.GetTable<TicketRow>().FirstOrDefaultAsync(t => t.Code == code, cancellation) ?? throw TicketRefusals.NotFound();
        var showing = await showtimes.OneAsync(ticket.ShowtimeId, cancellation);
        if (usher.CinemaId is not null && usher.CinemaId != showing.Cinema.Id) throw TicketRefusals.OtherCinema(showing.Cinema.Name);
        if (ticket.State == TicketState.Void) throw showing.Showtime.CancelledAt is null ? TicketRefusals.Void() : TicketRefusals.ShowtimeCancelled();
        if (showing.Showtime.CancelledAt is not null) throw TicketRefusals.ShowtimeCancelled();
        if (ticket.State == TicketState.Entered) throw await AlreadyEnteredAsync(db, ticket, showing, cancellation);
        if (now < showing.Showtime.StartsAt - options.Value.EntryOpensBefore) throw TicketRefusals.TooEarly(Wall(showing.Showtime.StartsAt, showing));
        if (now >= showing.Showtime.EndsAt) throw TicketRefusals.Over();

        var script = new Script();
        var entered = script.Ask($"UPDATE tickets SET state = 'entered' WHERE id = {ticket.Id} AND state = 'valid' RETURNING id");
        script.Do($"""
            INSERT INTO entries (ticket_id, employee_id, entered_at) VALUES ({ticket.Id}, {usher.EmployeeId}, {now}) ON CONFLICT (ticket_id) DO NOTHING
            """);
        var results = await db.RunAsync(script, cancellation);
        if (results[entered].Count == 0)
        {
            // Another scan, or a refund, was quicker by a moment; it is visible now.
            var present = await db.GetTable<TicketRow>().FirstAsync(t => t.Id == ticket.Id, cancellation);
            throw present.State == TicketState.Entered ? await AlreadyEnteredAsync(db, ticket, showing, cancellation) : TicketRefusals.Void();
        }

        await db.CommitAsync(cancellation);
        return TicketQueries.View(ticket with { State = TicketState.Entered }, now, showing);
    }

    private static async Task<Refusal> AlreadyEnteredAsync(DbSession db, TicketRow ticket, Showing showing, CancellationToken cancellation)
    {
        var entry = await db.GetTable<EntryRow>().FirstAsync(e => e.TicketId == ticket.Id, cancellation);
        return TicketRefusals.AlreadyEntered(entry.EnteredAt, Wall(entry.EnteredAt, showing));
    }

    private static string Wall(DateTimeOffset instant, Showing showing) =>
        TimeZoneInfo.ConvertTime(instant, showing.Zone).ToString("M月d日 HH:mm", CultureInfo.InvariantCulture);
}
