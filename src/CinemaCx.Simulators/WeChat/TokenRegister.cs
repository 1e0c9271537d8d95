using System.Collections.Concurrent;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>All tokens ever handed out, to tell expired from revoked from made up.</summary>
internal sealed class TokenRegister(WeChatSimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AppId, bool Stable), TokenPool> _pools = new();

    public TokenPool Pool(string appId, bool stable) =>
        _pools.GetOrAdd((appId, stable), key => new TokenPool(key.AppId, options.TokenLife, this));

    public void Add(AccessToken token) => _tokens[token.Value] = token;

    /// <summary>The app a business call acts for, or the error to answer.</summary>
    public (string AppId, Answer? Error) Identify(Call call)
    {
        if (call.Query("access_token") is not { } value) return ("", WeChatAnswers.Error(41001));
        if (!_tokens.TryGetValue(value, out var token)) return ("", WeChatAnswers.Error(LooksRight(value) ? 40001 : 40014));
        if (token.Revoked) return ("", WeChatAnswers.Error(40001));
        return call.At >= token.Until ? ("", WeChatAnswers.Error(42001)) : (token.AppId, null);
    }

    /// <summary>The pools a hook means: of one app or all, of one way or both.</summary>
    public IEnumerable<TokenPool> Pools(string? appId, string? pool) => _pools
        .Where(p => (appId is null || p.Key.AppId == appId) && (pool is null || p.Key.Stable == (pool == "stable")))
        .Select(p => p.Value);

    public void Clear()
    {
        _tokens.Clear();
        _pools.Clear();
    }

    private static bool LooksRight(string value) => value.Length > 100 && value.Contains('_', StringComparison.Ordinal);
}
