using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tickets;

/// <summary>The e-stub: what a guest shows at the door.</summary>
/// <param name="State"><c>valid</c>, <c>entered</c> or <c>void</c>.</param>
/// <param name="Code">What the QR code says.</param>
/// <param name="StartsAt">With the cinema's offset.</param>
public sealed record TicketView(
    string Id,
    string OrderId,
    string State,
    string Code,
    string Film,
    string Cinema,
    string Hall,
    string Seat,
    string SeatSpoken,
    string Language,
    string Format,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? EnteredAt,
    string ShowtimeId);

public sealed class TicketQueries(Database database, ShowtimeCatalog showtimes)
{
    /// <exception cref="Refusal">404 <c>ticket-not-found</c>, also when it is somebody else's.</exception>
    public async Task<TicketView> GetAsync(string guestId, string ticketId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var ticket = await db.GetTable<TicketRow>().FirstOrDefaultAsync(t => t.Id == ticketId && t.GuestId == guestId, cancellation)
            ?? throw TicketRefusals.NotFound();
        var entry = await db.GetTable<EntryRow>().FirstOrDefaultAsync(e => e.TicketId == ticketId, cancellation);
        return View(ticket, entry?.EnteredAt, await showtimes.OneAsync(ticket.ShowtimeId, cancellation));
    }

    internal static TicketView View(TicketRow ticket, DateTimeOffset? enteredAt, Showing showing) => new(
        ticket.Id,
        ticket.OrderId,
        StoredWord.Of(ticket.State),
        ticket.Code,
        showing.Film.Title,
        showing.Cinema.Name,
        showing.Hall.Name,
        ticket.Seat,
        showing.Plan.Find(ticket.Seat)!.Spoken,
        showing.Showtime.Language,
        showing.Showtime.Format,
        showing.LocalStart,
        TimeZoneInfo.ConvertTime(showing.Showtime.EndsAt, showing.Zone),
        enteredAt,
        showing.Id);
}
