using CinemaCx.Showtimes;

namespace CinemaCx.Feedback;

/// <summary>What is known of an answer before a word of it is said: where, of which showtime, and by whom.</summary>
public sealed record AnswerPlace
{
    public required AnswerSource Source { get; init; }
    public string? TicketId { get; init; }
    public Touchpoint? Touchpoint { get; init; }

    /// <summary>The phone's own name; null where it keeps none, or where the ticket says whose answer it is.</summary>
    public string? Device { get; init; }
    public required string Occasion { get; init; }
    public required string CinemaId { get; init; }
    public required string CinemaName { get; init; }
    public string? HallId { get; init; }
    public string? HallName { get; init; }

    /// <summary>Null where no showtime could be inferred.</summary>
    public Showing? Showing { get; init; }
    public string? GuestId { get; init; }
    public string? OrderId { get; init; }
    public string? Seat { get; init; }

    /// <summary>An answer that was given here by the same ticket or phone.</summary>
    public bool Owns(AnswerRow answer) => Source == AnswerSource.Ticket
        ? answer.TicketId == TicketId
        : answer.TouchpointId == Touchpoint!.Row.Id && answer.Device == Device;
}
