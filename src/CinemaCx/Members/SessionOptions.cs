namespace CinemaCx.Members;

public sealed class SessionOptions
{
    public const string Section = "Sessions";

    /// <summary>A session ends when it was not used for so long. Default 7 days.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A session ends so long after it began, used or not. Default 30 days.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);
}
