namespace CinemaCx.Connectors.WeChat;

/// <summary>What <see cref="WechatApiClient"/> is built from.</summary>
public sealed class WechatApiClientOptions
{
    /// <summary>Timeout of a call in milliseconds.</summary>
    public int Timeout { get; set; } = 30000;

    public string Endpoint { get; set; } = "https://api.weixin.qq.com";

    public string AppId { get; set; } = "";

    public string AppSecret { get; set; } = "";
}

/// <summary>Whom a client speaks for.</summary>
public sealed record WechatApiCredentials(string AppId, string AppSecret)
{
    /// <summary>Without the secret, so that a log cannot hold it.</summary>
    public override string ToString() => AppId;
}
