using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>All policies of the process, as the settings have them now.</summary>
public sealed class RateLimitPolicies : IDisposable
{
    private readonly FrozenDictionary<string, RateLimitPolicy> _builtIn;
    private readonly IDisposable? _changes;
    private volatile Snapshot _current;

    /// <exception cref="ArgumentException">Two policies of one name, a policy without sense, or settings for an unknown or with a negative number.</exception>
    public RateLimitPolicies(IEnumerable<RateLimitPolicy> policies, IOptionsMonitor<RateLimitOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _builtIn = policies.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);
        if (_builtIn.Values.FirstOrDefault(policy => !policy.MakesSense) is { } odd)
            throw new ArgumentException($"Rate limit '{odd.Name}': name, permits, window and burst must not be empty.", nameof(policies));
        _current = Apply(options.CurrentValue);
        _changes = options.OnChange(changed => _current = Apply(changed));
    }

    internal Snapshot Current => _current;

    public void Dispose() => _changes?.Dispose();

    /// <exception cref="ArgumentException">No such policy was registered.</exception>
    internal void Demand(string name)
    {
        if (!_builtIn.ContainsKey(name)) throw new ArgumentException($"No rate limit policy is called '{name}'.", nameof(name));
    }

    private Snapshot Apply(RateLimitOptions options)
    {
        foreach (var (name, permits) in options.Permits)
        {
            if (!_builtIn.ContainsKey(name))
                throw new ArgumentException($"RateLimits:Permits:{name}: no limit is called so; there are {string.Join(", ", _builtIn.Keys.Order(StringComparer.Ordinal))}.", nameof(options));
            if (permits < 0) throw new ArgumentException($"RateLimits:Permits:{name} must not be negative.", nameof(options));
        }

        return new Snapshot(options.Enabled
            ? _builtIn.Values.Where(policy => options.Permits.GetValueOrDefault(policy.Name, policy.Permits) > 0)
                .Select(policy => options.Permits.TryGetValue(policy.Name, out var permits) ? policy.WithPermits(permits) : policy)
                .ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase)
            : FrozenDictionary<string, RateLimitPolicy>.Empty);
    }

    /// <summary>The policies in force; replaced as a whole when the settings change.</summary>
    internal sealed record Snapshot(FrozenDictionary<string, RateLimitPolicy> InForce);
}
