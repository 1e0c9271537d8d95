using System.Globalization;
using System.Security.Cryptography;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChat;

/// <summary>An account that WeChat may tell something.</summary>
/// <param name="Name">As our address says it.</param>
/// <param name="Channel">The way of its messages.</param>
/// <param name="Section">Where it is set up.</param>
internal sealed record PushAccount(string Name, MessageChannel Channel, string Section, string AppId, string Token, string EncodingAesKey)
{
    public static PushAccount Of(WeChatOptions options) =>
        new("mini-program", MessageChannel.Subscribe, WeChatOptions.Section, options.AppId, options.PushToken, options.PushEncodingAESKey);

    public static PushAccount Of(ServiceAccountOptions options) =>
        new("service-account", MessageChannel.ServiceAccount, ServiceAccountOptions.Section, options.AppId, options.PushToken, options.PushEncodingAESKey);

    /// <summary>Without the secrets, so that a log cannot hold them.</summary>
    public override string ToString() => Name;
}

/// <summary>
/// Opens what WeChat's message push (消息推送) sends for one account, in XML or JSON (pages "消息推送", "消息加解密说明"). With an EncodingAESKey only the sealed
/// part is believed, since in 明文模式 the signature covers nothing of the body. Answer <c>success</c> within five seconds, or it is told again, three times.
/// </summary>
internal sealed class WeChatPush : IPlatformPush
{
    /// <summary>How far the timestamp may lie from now, either way.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    private const int LongestEcho = 512;

    private readonly PushAccount _account;
    private readonly CallbackCrypto? _crypto;
    private readonly TimeProvider _time;
    private readonly ILogger<WeChatPush> _logger;

    public WeChatPush(PushAccount account, TimeProvider time, ILogger<WeChatPush> logger)
    {
        (_account, _time, _logger) = (account, time, logger);
        if (account is { AppId.Length: > 0, Token.Length: > 0, EncodingAesKey.Length: > 0 }) _crypto = new CallbackCrypto(account.Token, account.EncodingAesKey, account.AppId);
    }

    public string Account => _account.Name;

    /// <summary>GET with <c>echostr</c>, which unlike WeCom's goes back as it came, whatever the mode.</summary>
    public string Echo(PushQuery query, string? echo)
    {
        Demand();
        CheckAddress(query);
        return echo is { Length: > 0 and <= LongestEcho } ? echo : throw Incomplete();
    }

    public IReadOnlyList<PlatformNews> Open(PushQuery query, ReadOnlyMemory<byte> body)
    {
        Demand();
        if (_crypto is null) CheckAddress(query);
        var message = PushNode.Parse(body) ?? throw Malformed();
        if (_crypto is not null) message = PushNode.Parse(Unseal(query, message)) ?? throw Malformed();
        var news = new PushReader(_account).Read(message) ?? throw Malformed();
        if (news.Count == 0) _logger.LogInformation("WeChat tells {Account} of {Event}, which the house has no use for", _account.Name, WordOf(message));
        return news;
    }

    private string Unseal(PushQuery query, PushNode envelope)
    {
        if (query is not { MessageSignature.Length: > 0, Timestamp.Length: > 0, Nonce.Length: > 0 } || envelope.Value("Encrypt") is not { } sealedText) throw Incomplete();
        if (!_crypto!.IsGenuine(query.MessageSignature, query.Timestamp, query.Nonce, sealedText)) throw Forged();
        CheckAge(query.Timestamp);
        try
        {
            return _crypto.Decrypt(sealedText);
        }
        catch (CryptographicException)
        {
            throw new Refusal(403, "callback-sealed", "回调内容无法解密", Refusal.With("setting", $"{_account.Section}:PushEncodingAESKey or {_account.Section}:AppId"));
        }
    }

    private void CheckAddress(PushQuery query)
    {
        if (query is not { Signature.Length: > 0, Timestamp.Length: > 0, Nonce.Length: > 0 }) throw Incomplete();
        if (!CallbackCrypto.AreSame(CallbackCrypto.SignatureOf(_account.Token, query.Timestamp, query.Nonce), query.Signature)) throw Forged();
        CheckAge(query.Timestamp);
    }

    /// <summary>It is signed: nobody but the platform can make an old one look new.</summary>
    private void CheckAge(string timestamp)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > MostAge)
            throw new Refusal(401, "callback-too-old", "回调已过期，请检查服务器时间");
    }

    private void Demand()
    {
        if (_account.Token.Length == 0 || _account.AppId.Length == 0) throw new Refusal(404, "callback-not-configured", "未配置消息推送");
    }

    /// <summary>What it is about, as far as a log needs to know.</summary>
    private static string WordOf(PushNode message)
    {
        var word = message.Value("Event") ?? message.Value("MsgType") ?? "";
        return word.Length <= 64 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? word : "something";
    }

    private static Refusal Incomplete() => new(400, "callback-incomplete", "回调参数不完整");

    private Refusal Forged() => new(401, "callback-signature-invalid", "签名校验失败", Refusal.With("setting", _account.Section + ":PushToken"));

    private static Refusal Malformed() => new(400, "callback-malformed", "回调内容无法识别");
}
