using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace CinemaCx.Platform.Redis;

/// <summary>
/// Defaults of a client that would rather say "away" than wait: the guest at the counter is better served by a quick
/// answer. A connection string may override each of them.
/// </summary>
internal sealed class RedisDefaults : DefaultOptionsProvider
{
    /// <summary>The client looks for overdue answers and lost connections once per heartbeat, so this bounds both.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(200);

    public override bool AbortOnConnectFail => false;
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    /// <summary>A cold process on a busy machine needs more than a second for its first handshake; only the first callers wait so long.</summary>
    public override TimeSpan? ConnectTimeout => TimeSpan.FromSeconds(3);

    public override int ConnectRetry => 1;

    /// <summary>
    /// Long enough for a house that was just started and is compiling everything under its first rush; a server that is gone is known by its connection, at once.
    /// </summary>
    public override TimeSpan SyncTimeout => TimeSpan.FromMilliseconds(1500);

    public override TimeSpan HeartbeatInterval => Heartbeat;
    public override TimeSpan KeepAliveInterval => TimeSpan.FromSeconds(10);
    public override IReconnectRetryPolicy ReconnectRetryPolicy { get; } = new LinearRetry((int)Heartbeat.TotalMilliseconds);
    public override bool IncludeDetailInExceptions => false;

    /// <summary>One server each time: no election, no configuration channel.</summary>
    public override string TieBreaker => "";

    public override string ConfigurationChannel => "";
    protected override string GetDefaultClientName() => "cinemacx";
}
