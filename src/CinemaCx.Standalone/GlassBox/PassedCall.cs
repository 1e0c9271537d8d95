namespace CinemaCx.Standalone.GlassBox;

/// <summary>A request that went through the house or out of it.</summary>
/// <param name="Number">Rises by one with every call.</param>
/// <param name="Where">Who answered it: one of <see cref="Place"/>.</param>
/// <param name="Path">Without its query, which may hold tokens.</param>
/// <param name="Status">0: cut off without an answer.</param>
/// <param name="Error">The platform's own error word, where it gave one.</param>
/// <param name="Fault">The fault that was switched on and hit it.</param>
internal sealed record PassedCall(
    long Number, DateTimeOffset At, string Where, string Method, string Path, int Status, double Ms, string? Error = null, string? Fault = null);

/// <summary>The words for <see cref="PassedCall.Where"/>, and the parts of an address that mean the same.</summary>
internal static class Place
{
    public const string Guest = "guest";
    public const string Staff = "staff";
    public const string WeChat = "wechat";
    public const string WeChatPay = "pay";
    public const string WeCom = "wecom";
    public const string DingTalk = "dingtalk";
    public const string Sms = "sms";
}
