using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tickets;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Feedback;

/// <summary>Finds out where an answer belongs: from a ticket everything is known, from a touchpoint place and time, and the showtime is inferred.</summary>
public sealed class FeedbackPlaces(
    Database database, Touchpoints touchpoints, ShowtimeCatalog showtimes, FeedbackLinks links, TimeProvider time, IOptions<FeedbackOptions> options)
{
    internal static readonly TimeSpan Oldest = TimeSpan.FromDays(1);

    /// <param name="device">1 to 64 of <c>A–Z a–z 0–9 _ -</c>; null when the phone keeps none.</param>
    /// <param name="age">How long ago she tapped, when the network was away meanwhile; at most a day.</param>
    /// <exception cref="Refusal">404 <c>touchpoint-not-found</c>, 400 <c>device-invalid</c>, 422 <c>age-out-of-range</c>.</exception>
    public async Task<AnswerPlace> AtTouchpointAsync(string code, string? device, TimeSpan age, CancellationToken cancellation)
    {
        if (age < TimeSpan.Zero || age > Oldest) throw FeedbackRefusals.BadAge();
        if (device is not null && !AnswerRules.IsName(device, least: 1)) throw FeedbackRefusals.BadDevice();
        var found = AnswerRules.IsName(code, least: 1) ? await touchpoints.FindAsync(code, cancellation) : null;
        var tapped = time.Now() - age;
        // What was tapped while the code still hung there counts.
        if (found is null || found.Row.RetiredAt <= tapped) throw FeedbackRefusals.UnknownTouchpoint();
        var showing = found.Hall is null ? null : await InferAsync(found.Hall.Id, tapped, cancellation);
        return new AnswerPlace
        {
            Source = AnswerSource.Touchpoint,
            Touchpoint = found,
            Device = device,
            Occasion = showing?.Id ?? ShowInference.PartOfDay(tapped, found.Zone),
            CinemaId = found.Cinema.Id,
            CinemaName = found.Cinema.Name,
            HallId = found.Hall?.Id,
            HallName = found.Hall?.Name,
            Showing = showing,
        };
    }

    /// <exception cref="Refusal">404 <c>ticket-not-found</c>, also when it is somebody else's; 409 <c>ticket-void</c>.</exception>
    public Task<AnswerPlace> OfTicketAsync(string guestId, string ticketId, CancellationToken cancellation) => FindTicketAsync(ticketId, guestId, cancellation);

    /// <summary>As <see cref="OfTicketAsync"/>, for whoever holds the ticket's link.</summary>
    /// <exception cref="Refusal">404 <c>feedback-link-invalid</c>; 409 <c>ticket-void</c>.</exception>
    public Task<AnswerPlace> OfLinkAsync(string token, CancellationToken cancellation) =>
        FindTicketAsync(links.Read(token) ?? throw FeedbackRefusals.UnknownLink(), guestId: null, cancellation);

    private async Task<Showing?> InferAsync(string hallId, DateTimeOffset at, CancellationToken cancellation)
    {
        var show = ShowInference.Infer(await touchpoints.ShowsAsync(hallId, cancellation), at, options.Value.LingerAfterShow);
        return show is null ? null : await showtimes.FindAsync(show.Id, cancellation);
    }

    private async Task<AnswerPlace> FindTicketAsync(string ticketId, string? guestId, CancellationToken cancellation)
    {
        TicketRow? ticket;
        await using (var db = database.Read())
            ticket = await db.GetTable<TicketRow>().FirstOrDefaultAsync(t => t.Id == ticketId, cancellation);
        if (ticket is null || (guestId is not null && ticket.GuestId != guestId)) throw FeedbackRefusals.UnknownTicket();
        if (ticket.State == TicketState.Void) throw FeedbackRefusals.TicketVoid();
        var showing = await showtimes.OneAsync(ticket.ShowtimeId, cancellation);
        return new AnswerPlace
        {
            Source = AnswerSource.Ticket,
            TicketId = ticket.Id,
            Occasion = showing.Id,
            CinemaId = showing.Cinema.Id,
            CinemaName = showing.Cinema.Name,
            HallId = showing.Hall.Id,
            HallName = showing.Hall.Name,
            Showing = showing,
            GuestId = ticket.GuestId,
            OrderId = ticket.OrderId,
            Seat = ticket.Seat,
        };
    }
}
