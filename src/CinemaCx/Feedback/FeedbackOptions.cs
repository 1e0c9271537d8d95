namespace CinemaCx.Feedback;

public sealed class FeedbackOptions
{
    public const string Section = "Feedback";

    /// <summary>How long after a showtime's end somebody at its hall's exit is taken to come from it. Default 45 minutes.</summary>
    public TimeSpan LingerAfterShow { get; set; } = TimeSpan.FromMinutes(45);

    /// <summary>For how long after it was given an answer may be changed. Default 7 days.</summary>
    public TimeSpan ChangeableFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many new answers one device may give in an hour; 0: as many as it likes. Default 20.</summary>
    public int MostPerDeviceAndHour { get; set; } = 20;

    /// <summary>Folder that keeps the photos guests add. Empty: the survey asks for none.</summary>
    public string PhotoFolder { get; set; } = "";

    /// <summary>Where guests reach the guest door, without a path: <c>https://cinema.example.com</c>. QR codes lead there; empty: none can be printed.</summary>
    public string PublicUrl { get; set; } = "";
}
