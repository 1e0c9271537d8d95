namespace CinemaCx.Tickets;

public sealed class TicketOptions
{
    public const string Section = "Tickets";

    /// <summary>How long before its start a showtime's guests are let in. Default 60 minutes.</summary>
    public TimeSpan EntryOpensBefore { get; set; } = TimeSpan.FromMinutes(60);
}
