namespace CinemaCx.Platform.Redis;

/// <summary>
/// Redis did not answer: not connected, connection lost, too slow, or still loading. Whether the command took effect is
/// not known. Callers either do without Redis or turn it into a 503.
/// </summary>
public sealed class RedisUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
