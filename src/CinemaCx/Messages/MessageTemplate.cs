using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>What is known of a guest that her message may speak of.</summary>
/// <param name="PhoneTail">Last four digits of her number; null where she left none.</param>
public sealed record GuestFacts(string? PhoneTail, DateOnly Since, int Days)
{
    /// <summary>As long as each can be.</summary>
    internal static readonly GuestFacts Longest = new("8888", new DateOnly(2028, 12, 28), 9999);

    internal string? Of(string name) => name switch
    {
        "phoneTail" => PhoneTail ?? "****",
        "memberSince" => string.Create(CultureInfo.InvariantCulture, $"{Since.Year}年{Since.Month}月{Since.Day}日"),
        "memberDays" => Days.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}

/// <summary>A message as it goes to one channel.</summary>
/// <param name="Data">The platform's keys with their words; SMS: <c>1</c>, <c>2</c> …; empty on WeCom.</param>
/// <param name="Text">As one would read it; on WeCom what is sent.</param>
/// <param name="Page">Where it leads, if anywhere.</param>
public sealed record RenderedMessage(IReadOnlyList<KeyValuePair<string, string>> Data, string Text, string? Page);

/// <param name="Channel">Where it would fail.</param>
/// <param name="Key">The platform's key, or the field that is missing.</param>
/// <param name="Why">In Chinese.</param>
public sealed record MessageFault(MessageChannel Channel, string Key, string Why);

/// <summary>A template with its fields and forms: pure, from values to words.</summary>
public sealed partial record MessageTemplate(MessageTemplateRow Row, IReadOnlyList<MessageField> Fields, IReadOnlyList<MessageFormRow> Forms)
{
    /// <summary>WeCom: text of a message to customers, in bytes.</summary>
    private const int MostWeComBytes = 4000;

    public MessageFormRow? FormOf(MessageChannel channel) => Forms.FirstOrDefault(f => f.Channel == channel);

    /// <summary>Looks at values before they are queued: every field there, none unknown, and everything fitting on every channel for every guest.</summary>
    /// <exception cref="Refusal">422 <c>message-values-invalid</c> with all faults.</exception>
    public void Check(IReadOnlyDictionary<string, string> values)
    {
        var faults = Faults(values, GuestFacts.Longest);
        if (faults.Count > 0) throw MessageRefusals.ValuesInvalid(faults);
    }

    /// <returns>Everything that is wrong with these values for this guest; empty when they can be sent.</returns>
    public IReadOnlyList<MessageFault> Faults(IReadOnlyDictionary<string, string> values, GuestFacts facts)
    {
        var any = Forms.Count == 0 ? MessageChannel.Subscribe : Forms[0].Channel;
        var faults = Fields.Where(f => !values.ContainsKey(f.Name)).Select(f => new MessageFault(any, f.Name, $"缺少{f.Label}"))
            .Concat(values.Keys.Where(v => Fields.All(f => f.Name != v)).Select(v => new MessageFault(any, v, "模板没有这一项"))).ToList();
        return faults.Count > 0 ? faults : [.. Forms.SelectMany(form => Faults(form, Render(form, values, facts)))];
    }

    /// <summary>What the platform would refuse of a message.</summary>
    public static IEnumerable<MessageFault> Faults(MessageFormRow form, RenderedMessage message) => form.Channel switch
    {
        MessageChannel.Subscribe or MessageChannel.ServiceAccount => message.Data
            .Select(d => (d.Key, Why: KindFault(form.Channel, d.Key, d.Value))).Where(d => d.Why is not null)
            .Select(d => new MessageFault(form.Channel, d.Key, d.Why!)),
        MessageChannel.WeCom => System.Text.Encoding.UTF8.GetByteCount(message.Text) is > 0 and <= MostWeComBytes ? [] : [new MessageFault(form.Channel, "text", "最多4000字节")],
        _ => message.Data.Where(d => d.Value.Length == 0 || d.Value.Contains("://", StringComparison.Ordinal))
            .Select(d => new MessageFault(form.Channel, d.Key, d.Value.Length == 0 ? "不能为空" : "不能含网址")),
    };

    public static RenderedMessage Render(MessageFormRow form, IReadOnlyDictionary<string, string> values, GuestFacts facts)
    {
        string Fill(string body) => Hole().Replace(body, hole => values.TryGetValue(hole.Groups["name"].Value, out var words) ? Personal(words, facts) : hole.Value);
        List<KeyValuePair<string, string>> data = form.Channel switch
        {
            MessageChannel.Subscribe or MessageChannel.ServiceAccount =>
                [.. JsonSerializer.Deserialize<Dictionary<string, string>>(form.Body)!.Select(b => KeyValuePair.Create(b.Key, Fill(b.Value)))],
            MessageChannel.Sms => [.. JsonSerializer.Deserialize<List<string>>(form.Body)!
                .Select((b, i) => KeyValuePair.Create((i + 1).ToString(CultureInfo.InvariantCulture), Fill(b)))],
            _ => [],
        };
        var page = form.Page is null ? null : Hole().Replace(form.Page, hole => values.TryGetValue(hole.Groups["name"].Value, out var words) ? Uri.EscapeDataString(words) : hole.Value);
        return new RenderedMessage(data, form.Channel == MessageChannel.WeCom ? Fill(form.Body) : string.Join('，', data.Select(d => d.Value)), page);
    }

    /// <summary>Makes values fit that no person writes for this template: too long words are cut.</summary>
    public IReadOnlyDictionary<string, string> Fit(IReadOnlyDictionary<string, string> values) =>
        values.ToDictionary(v => v.Key, v => Fields.FirstOrDefault(f => f.Name == v.Key) is { } field ? FieldRules.Fit(field.Kind, v.Value) : v.Value, StringComparer.Ordinal);

    // Keys of a service account's template may be of kinds the mini-program does not have.
    private static string? KindFault(MessageChannel channel, string key, string value) =>
        channel == MessageChannel.ServiceAccount && !FieldRules.Kinds.Contains(FieldRules.KindOf(key)) ? (value.Length == 0 ? "不能为空" : null) : FieldRules.Fault(FieldRules.KindOf(key), value);

    private static string Personal(string words, GuestFacts facts) => Hole().Replace(words, hole => facts.Of(hole.Groups["name"].Value) ?? hole.Value);

    [GeneratedRegex(@"\{(?<name>[A-Za-z0-9]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();
}
