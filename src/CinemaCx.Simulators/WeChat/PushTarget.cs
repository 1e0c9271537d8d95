using System.Text.Json.Serialization;

namespace CinemaCx.Simulators.WeChat;

/// <summary>How a body is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushFormat>))]
public enum PushFormat
{
    Xml,
    Json,
}

/// <summary>How a body is protected.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushMode>))]
public enum PushMode
{
    /// <summary>明文模式: as it is.</summary>
    Plain,

    /// <summary>兼容模式: as it is, and sealed beside it.</summary>
    Compatible,

    /// <summary>安全模式: sealed only.</summary>
    Safe,
}

/// <summary>Where and how an account's events are told (消息推送).</summary>
/// <param name="EncodingAesKey">43 characters; may be empty in plain mode.</param>
public sealed record WeChatPushTarget(string AppId, string Url, string Token, string EncodingAesKey = "", PushMode Mode = PushMode.Safe, PushFormat Format = PushFormat.Xml)
{
    internal string? Fault() =>
        !Uri.TryCreate(Url, UriKind.Absolute, out _) ? "url must be absolute"
        : Token.Length is < 3 or > 32 ? "token must have 3 to 32 characters"
        : EncodingAesKey.Length != 43 && (Mode != PushMode.Plain || EncodingAesKey.Length > 0) ? "encodingAesKey must have 43 characters"
        : null;
}
