namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>Settings of the rate limits. Section <c>RateLimits</c>; a change takes effect without a restart.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "RateLimits";

    /// <summary>False lets everything through.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Permits per window by name of the policy, where the built-in number does not suit; 0 switches a policy off. The
    /// burst changes in proportion.
    /// </summary>
    public Dictionary<string, int> Permits { get; } = new(StringComparer.OrdinalIgnoreCase);
}
