namespace CinemaCx.Console.SignIn;

/// <summary>Section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>How long a session lives while nobody uses it. Default two hours.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>After how long she signs in again in any case. Default twelve hours.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Where people reach the console, without a path: <c>https://staff.example.com</c>. Platforms send them back to it after signing in,
    /// and reports link to it. Empty: the address they came by, and reports without links.
    /// </summary>
    public string PublicUrl { get; set; } = "";
}
