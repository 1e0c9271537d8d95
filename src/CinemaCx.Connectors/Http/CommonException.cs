namespace CinemaCx.Connectors.Http;

/// <summary>A call to a platform failed for a reason that is not a business answer. Names as in SKIT.FlurlHttpClient.</summary>
public class CommonException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The connection broke or was never made; whether the platform acted is unknown.</summary>
public class CommonHttpException(string message, Exception? inner = null) : CommonException(message, inner);

/// <summary>No answer within the client's timeout; whether the platform acted is unknown.</summary>
public sealed class CommonTimeoutException(string message, Exception? inner = null) : CommonHttpException(message, inner);

/// <summary>The answer is not the JSON that the platform documents.</summary>
public sealed class CommonSerializationException(string message, Exception? inner = null) : CommonException(message, inner);
