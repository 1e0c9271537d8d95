using System.Globalization;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>Lines that several parts word alike.</summary>
internal static class Findings
{
    public static SelfTestLine Ok(string part, string sentence) => new(part, SelfTestState.Ok, sentence);

    public static SelfTestLine Off(string part, string sentence) => new(part, SelfTestState.Off, sentence);

    public static SelfTestLine Fault(string part, string sentence, string? setting = null) => new(part, SelfTestState.Fault, sentence, setting);

    /// <summary>One of our own addresses cannot be reached, or somebody else answers there; null when the answer is worth a closer look.</summary>
    /// <param name="setting">Where the address is configured.</param>
    public static SelfTestLine? Unreached(string part, string address, DoorAnswer answer, string setting) => answer switch
    {
        { Fault: { } why } => Fault(part, $"平台访问不到 {address}：{why}", setting),
        { Status: 404 or 405 } => Fault(part, $"{address} 没有本系统的回调（{answer.Status}）：地址填错，或网关没有转发到这里", setting),
        { Status: >= 300 and < 400 } => Fault(part, $"{address} 被转到别处（{answer.Status}），平台不会跟随", setting),
        { Status: >= 500 } => Fault(part, $"{address} 回答了 {answer.Status}：网关后面的程序没有运行或出错", setting),

        _ => null,
    };

    /// <summary>A platform did not answer at all.</summary>
    public static SelfTestLine Silent(string part, string platform, CommonException e, string setting) =>
        Fault(part, $"连不上{platform}的接口：{(e is CommonTimeoutException ? "没有按时回答" : e.Message)}。请检查本机能否访问外网，以及 {setting}", setting);

    /// <summary>What the start of the house would refuse, key by key.</summary>
    /// <param name="sentences">For the last part of a key.</param>
    public static IReadOnlyList<SelfTestLine> Settings(string part, OptionsValidationException e, IReadOnlyDictionary<string, string> sentences) => [.. e.Failures.Select(failure =>
    {
        var key = failure.Split(' ', 2)[0];
        return Fault(part, sentences.TryGetValue(key.Split(':')[^1], out var sentence) ? $"{key} {sentence}" : $"{key} 填写有误", key);
    })];

    public static string Slow(TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"{(int)took.TotalMilliseconds} 毫秒");
}
