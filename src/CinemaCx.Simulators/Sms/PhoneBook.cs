using System.Collections.Concurrent;

namespace CinemaCx.Simulators.Sms;

/// <param name="Words">The template's variables, one after the other.</param>
internal sealed record ShortMessage(DateTimeOffset At, string Words, IReadOnlyList<string> Parts, string Context);

/// <summary>The phones, and how much each may be sent.</summary>
internal sealed class PhoneBook(SmsSimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ShortMessage>> _phones = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unwilling = new(StringComparer.Ordinal);

    public (string Code, string Message) Deliver(string number, IReadOnlyList<string> parts, string context, DateTimeOffset at)
    {
        if (_unwilling.ContainsKey(number)) return ("FailedOperation.PhoneNumberInBlacklist", "phone number is in the blacklist");
        lock (_gate)
        {
            if (!_phones.TryGetValue(number, out var got)) _phones[number] = got = [];
            if (Reached(got, at, TimeSpan.FromSeconds(30), options.PerThirtySeconds)) return ("LimitExceeded.PhoneNumberThirtySecondLimit", "the number of SMS messages sent from a single mobile number within 30 seconds exceeds the upper limit");
            if (Reached(got, at, TimeSpan.FromHours(1), options.PerHour)) return ("LimitExceeded.PhoneNumberOneHourLimit", "the number of SMS messages sent from a single mobile number within 1 hour exceeds the upper limit");
            got.Add(new ShortMessage(at, string.Concat(parts), parts, context));
            return ("Ok", "send success");
        }
    }

    public void Refuse(string number) => _unwilling[number] = true;

    public IReadOnlyList<object> All()
    {
        lock (_gate) return [.. _phones.Select(p => (object)new { number = p.Key, messages = p.Value.ToList() })];
    }

    public IReadOnlyList<ShortMessage> Of(string number)
    {
        lock (_gate) return [.. _phones.GetValueOrDefault(number) ?? []];
    }

    public void Clear()
    {
        lock (_gate) _phones.Clear();
        _unwilling.Clear();
    }

    private static bool Reached(List<ShortMessage> got, DateTimeOffset at, TimeSpan within, int most) => most > 0 && got.Count(m => at - m.At < within) >= most;
}
