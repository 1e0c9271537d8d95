namespace CinemaCx.Tickets;

/// <summary>Tickets of a showtime were issued or voided a few seconds ago.</summary>
public sealed record TicketsChanged(string ShowtimeId)
{
    /// <summary>Changes of so long a stretch are told together.</summary>
    internal static readonly TimeSpan Gathered = TimeSpan.FromSeconds(10);

    /// <summary>Nobody's transaction is open for longer.</summary>
    internal static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(5);
}
