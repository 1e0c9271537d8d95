namespace CinemaCx.Platform.Redis;

/// <summary>Where Redis is. Section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "Redis";

    /// <summary>
    /// Connection string of StackExchange.Redis: <c>host:port[,password=…][,ssl=true]</c>
    /// (https://stackexchange.github.io/StackExchange.Redis/Configuration). What it states wins over the house's defaults.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Put before every key and channel, so that several installations can share one server.</summary>
    public string KeyPrefix { get; set; } = "cx:";
}
