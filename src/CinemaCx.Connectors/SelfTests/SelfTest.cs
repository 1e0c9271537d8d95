using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

public enum SelfTestState
{
    /// <summary>Walked, there and back.</summary>
    Ok,

    /// <summary>Something must be mended; the sentence says what.</summary>
    Fault,

    /// <summary>Not used in this house.</summary>
    Off,
}

/// <summary>One part of the connections to the platforms.</summary>
/// <param name="Part">Which one: <c>wecom-token</c>, <c>wecom-echo</c>, <c>wecom-message</c> …</param>
/// <param name="Sentence">For the operator, in Chinese.</param>
/// <param name="Setting">The key of the configuration to look at; null where none is to blame.</param>
public sealed record SelfTestLine(string Part, SelfTestState State, string Sentence, string? Setting = null);

/// <param name="IsSound">No part is at fault.</param>
public sealed record SelfTestReport(bool IsSound, IReadOnlyList<SelfTestLine> Lines);

/// <summary>
/// Walks each connection to a platform and each callback's round trip, through the public addresses the platforms use, and says which part of the
/// configuration is wrong. Nothing is sent to anybody and nothing of the business changes.
/// </summary>
public sealed class SelfTest
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["StaffUrl"] = "必须是员工端的公网 https 地址，例如 https://staff.example.com",
        ["GuestUrl"] = "必须是观众端的公网 https 地址，例如 https://guest.example.com",
        ["Timeout"] = "应在 100 至 120000 毫秒之间",
    };

    private readonly WeComSelfTest _weCom;
    private readonly DingTalkSelfTest _dingTalk;
    private readonly WeChatSelfTest _weChat;
    private readonly WeChatPaySelfTest _weChatPay;

    internal SelfTest(WeComSelfTest weCom, DingTalkSelfTest dingTalk, WeChatSelfTest weChat, WeChatPaySelfTest weChatPay) =>
        (_weCom, _dingTalk, _weChat, _weChatPay) = (weCom, dingTalk, weChat, weChatPay);

    public async Task<SelfTestReport> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var parts = await Task.WhenAll(_weCom.RunAsync(cancellation), _dingTalk.RunAsync(cancellation), _weChat.RunAsync(cancellation), _weChatPay.RunAsync(cancellation));
            var lines = parts.SelectMany(p => p).ToList();
            return new SelfTestReport(lines.TrueForAll(l => l.State != SelfTestState.Fault), lines);
        }
        catch (OptionsValidationException e) when (e.OptionsType == typeof(SelfTestOptions))
        {
            return new SelfTestReport(false, Findings.Settings("self-test-settings", e, Settings));
        }
    }
}
