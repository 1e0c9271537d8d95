using System.Collections.Concurrent;
using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>What the simulated check makes of a word.</summary>
/// <param name="Suggest"><c>risky</c>, <c>review</c> or <c>pass</c>.</param>
/// <param name="Label">20006 illegal, 20003 abuse, 100 normal …</param>
internal sealed record TextVerdict(string Suggest, int Label);

/// <summary>
/// <c>POST /wxa/msg_sec_check</c>, version 2 (doc sec-center/sec-check/msgSecCheck). A text that breaks a rule is no error: <c>errcode</c> 0 and <c>suggest</c>
/// say so. Only texts of users who were here within two hours are checked.
/// </summary>
internal sealed class SecurityCheck(TokenRegister tokens, GuestBook guests)
{
    private const int MostCharacters = 2_500;
    private static readonly TimeSpan Presence = TimeSpan.FromHours(2);
    private static readonly TextVerdict Pass = new("pass", 100);

    private readonly ConcurrentDictionary<string, TextVerdict> _words = new(StringComparer.Ordinal);

    public SecurityCheck Know()
    {
        _words.Clear();
        _words["模拟违规"] = new TextVerdict("risky", 20006);
        _words["模拟存疑"] = new TextVerdict("review", 20003);
        return this;
    }

    public void Teach(string word, TextVerdict verdict) => _words[word] = verdict;

    public Answer Run(Call call)
    {
        if (call.Method != "POST") return WeChatAnswers.Error(43002);
        var (appId, error) = tokens.Identify(call);
        if (error is not null) return error;
        if (call.Body.Length == 0) return WeChatAnswers.Error(44002);
        if (WeChatAnswers.Body(call) is not { } body) return WeChatAnswers.Error(47001);
        if (Number(body, "version") != 2 || Number(body, "scene") is not (>= 1 and <= 4)) return WeChatAnswers.Error(40129);
        if (body.Text("content") is not { Length: <= MostCharacters } content) return WeChatAnswers.Error(47001);
        if (body.Text("openid") is not { } openId || guests.Find(appId!, openId) is not { } guest) return WeChatAnswers.Error(40003);
        return guest.SeenAt is { } seen && call.At - seen <= Presence ? Show(content) : WeChatAnswers.Error(61010);
    }

    private Answer Show(string content)
    {
        var (word, verdict) = _words.FirstOrDefault(w => content.Contains(w.Key, StringComparison.Ordinal));
        verdict ??= Pass;
        return WeChatAnswers.Ok(new
        {
            errcode = 0,
            errmsg = "ok",
            trace_id = WireText.RandomHex(8) + "-" + WireText.RandomHex(8) + "-" + WireText.RandomHex(8),
            result = new { suggest = verdict.Suggest, label = verdict.Label },
            detail = new object[]
            {
                new { strategy = "content_model", errcode = 0, suggest = verdict.Suggest, label = verdict.Label, prob = 90 },
                new { strategy = "keyword", errcode = 0, suggest = verdict.Suggest, label = verdict.Label, level = word is null ? 0 : 20, keyword = word },
            },
        });
    }

    private static int? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
