using System.Text.Json;

namespace CinemaCx.Messages;

/// <summary>What is known of the guest a message is for, at the moment it is planned.</summary>
/// <param name="Caps">Her places for unasked messages by number, and since when each is taken.</param>
/// <param name="Credits">By platform template.</param>
/// <param name="Phone">In E.164; null where there is none.</param>
internal sealed record Recipient(
    string OpenId, GuestFacts Facts, bool Consents, IReadOnlyDictionary<long, DateTimeOffset> Caps, IReadOnlyDictionary<string, long> Credits,
    IReadOnlyList<MessageContactRow> Contacts, string? Phone);

/// <summary>A message whose way is chosen.</summary>
/// <param name="Slot">The place for unasked messages it is to take; null: it needs none.</param>
internal sealed record PlannedMessage(GuestMessageRow Row, MessageFormRow Form, OutgoingMessage Content, long? Slot, DateTimeOffset PlannedAt)
{
    public bool NeedsCredit => Form.Channel == MessageChannel.Subscribe;
}

/// <summary>What is to become of a message: exactly one of the three.</summary>
/// <param name="Go">It may go this way now.</param>
/// <param name="Until">It waits until then, for <paramref name="Reason"/>.</param>
/// <param name="End">It ends here, for <paramref name="Reason"/>.</param>
internal sealed record PlanDecision(PlannedMessage? Go, DateTimeOffset? Until, GuestMessageState? End, string? Reason);

/// <summary>The house as far as a plan depends on it.</summary>
/// <param name="Rests">Channels that want to be left alone, and until when.</param>
internal sealed record PlanTerms(
    IReadOnlyList<MessageChannel> Open, IReadOnlyDictionary<MessageChannel, DateTimeOffset> Rests, QuietHours Quiet, int MostPerGuest, TimeSpan MostPerGuestWithin);

/// <summary>Decides what becomes of a message: consent, hour, frequency, way, words, in this order. Pure.</summary>
internal static class MessagePlan
{
    private static readonly TimeSpan Mending = TimeSpan.FromSeconds(30);

    public static PlanDecision Decide(GuestMessageRow row, MessageTemplate template, Recipient guest, TimeZoneInfo zone, PlanTerms terms, DateTimeOffset now)
    {
        if (row.ExpiresAt <= now) return Drop("expired");
        long? slot = null;
        if (row.Purpose != MessagePurpose.Service)
        {
            if (!guest.Consents) return Drop("no-consent");
            if (terms.Quiet.EndOf(now, zone) is { } morning) return WaitOrDrop(row, morning, "quiet-hours");
            var taken = guest.Caps.Where(c => c.Key <= terms.MostPerGuest && c.Value > now - terms.MostPerGuestWithin).ToList();
            if (taken.Count >= terms.MostPerGuest) return WaitOrDrop(row, taken.Min(c => c.Value) + terms.MostPerGuestWithin, "frequency-cap");
            slot = Enumerable.Range(1, terms.MostPerGuest).Select(n => (long)n).First(n => taken.TrueForAll(c => c.Key != n));
        }

        return Way(template, guest, terms) is { } way ? Send(row, template, guest, way, slot, terms, now) : Drop(row.Reason ?? "unreachable");
    }

    private static PlanDecision Send(
        GuestMessageRow row, MessageTemplate template, Recipient guest, (MessageFormRow Form, string Address, string? Owner) way, long? slot, PlanTerms terms, DateTimeOffset now)
    {
        if (way.Form.SetAsideAt is not null) return Wait(now + Mending, "template-set-aside");
        if (terms.Rests.TryGetValue(way.Form.Channel, out var until) && until > now) return Wait(until, "platform-rest");
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.FieldValues)!;
        var words = MessageTemplate.Render(way.Form, values, guest.Facts);
        if (MessageTemplate.Faults(way.Form, words).FirstOrDefault() is { } fault) return new PlanDecision(null, null, GuestMessageState.Refused, $"{fault.Key}: {fault.Why}");
        var content = new OutgoingMessage(row.Id, way.Address, way.Form.PlatformTemplate, words with { Page = MessageLink.On(words.Page, row.Id) }, way.Owner);
        return new PlanDecision(new PlannedMessage(row, way.Form, content, slot, now), null, null, null);
    }

    /// <summary>The first open way on which the template has a form and the guest an address.</summary>
    private static (MessageFormRow Form, string Address, string? Owner)? Way(MessageTemplate template, Recipient guest, PlanTerms terms)
    {
        foreach (var channel in terms.Open)
        {
            if (template.FormOf(channel) is not { } form) continue;
            switch (channel)
            {
                case MessageChannel.Subscribe when guest.Credits.GetValueOrDefault(form.PlatformTemplate) > 0:
                    return (form, guest.OpenId, null);
                case MessageChannel.Sms when guest.Phone is { } phone:
                    return (form, phone, null);
                case MessageChannel.ServiceAccount or MessageChannel.WeCom when guest.Contacts.FirstOrDefault(c => c.Channel == channel && c.GoneAt is null) is { } contact:
                    return (form, contact.Address, contact.Owner);
            }
        }

        return null;
    }

    private static PlanDecision WaitOrDrop(GuestMessageRow row, DateTimeOffset until, string reason) => until < row.ExpiresAt ? Wait(until, reason) : Drop(reason);

    private static PlanDecision Wait(DateTimeOffset until, string reason) => new(null, until, null, reason);

    private static PlanDecision Drop(string reason) => new(null, null, GuestMessageState.Dropped, reason);
}
