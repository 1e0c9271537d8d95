namespace CinemaCx.Connectors.WeCom;

/// <summary>What <see cref="WechatWorkClient"/> is built from.</summary>
public sealed class WechatWorkClientOptions
{
    /// <summary>Timeout of a call in milliseconds.</summary>
    public int Timeout { get; set; } = 30000;

    public string Endpoint { get; set; } = "https://qyapi.weixin.qq.com/cgi-bin";

    public string CorpId { get; set; } = "";

    public int AgentId { get; set; }

    public string AgentSecret { get; set; } = "";
}

/// <summary>Whom a client speaks for.</summary>
public sealed record WechatWorkCredentials(string CorpId, int AgentId, string AgentSecret)
{
    /// <summary>Without the secret, so that a log cannot hold it.</summary>
    public override string ToString() => $"{CorpId}/{AgentId}";
}
