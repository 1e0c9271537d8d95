using System.Runtime.CompilerServices;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>What one guest would see.</summary>
/// <param name="Guest">Her number masked, or that she left none.</param>
/// <param name="Channel">The way it would take; null: none leads to her any more.</param>
/// <param name="Waits">Why not at once: quiet hours, frequency; null: it would go now.</param>
public sealed record MessageSample(string Guest, MessageChannel? Channel, IReadOnlyDictionary<string, string> Data, string Text, string? Page, string? Waits);

/// <param name="Faults">Empty: it can be sent.</param>
/// <param name="Reach">How many guests may be told.</param>
public sealed record MessagePreview(IReadOnlyList<MessageFault> Faults, long Reach, IReadOnlyList<MessageSample> Samples);

/// <summary>Shows a message with real guests' data, masked, before anybody gets it.</summary>
public sealed class PreviewMessage(Database database, MessageTemplates templates, MessageReach reach, Recipients recipients, TimeProvider time)
{
    private const int MostSamples = 20;

    /// <param name="samples">How many guests, up to 20.</param>
    /// <exception cref="Refusal">404 <c>message-template-not-found</c>.</exception>
    public async Task<MessagePreview> RunAsync(string idOrCode, IReadOnlyDictionary<string, string> values, int samples, CancellationToken cancellation)
    {
        var template = await templates.RequireAsync(idOrCode, cancellation);
        var faults = template.Faults(values, GuestFacts.Longest);
        var told = reach.MayBeTold(template);
        var script = new Script();
        var counted = script.Ask(Around("SELECT COUNT(*) FROM guests g WHERE ", told, ""));
        var chosen = script.Ask(Around("SELECT g.id FROM guests g WHERE ", told, $" LIMIT {Math.Clamp(samples, 0, MostSamples)}"));
        List<List<string>> results;
        await using (var db = database.Read()) results = await db.RunAsync(script, cancellation);
        var count = long.Parse(results[counted][0], System.Globalization.CultureInfo.InvariantCulture);
        return new MessagePreview(faults, count, faults.Count > 0 ? [] : await SamplesAsync(template, values, results[chosen], cancellation));
    }

    private async Task<IReadOnlyList<MessageSample>> SamplesAsync(MessageTemplate template, IReadOnlyDictionary<string, string> values, List<string> guestIds, CancellationToken cancellation)
    {
        var (now, terms) = (time.Now(), await recipients.TermsAsync(cancellation));
        var shown = new List<MessageSample>();
        foreach (var (id, guest) in await recipients.OfAsync(guestIds, cancellation))
        {
            var row = new GuestMessageRow
            {
                Id = "preview",
                GuestId = id,
                TemplateId = template.Row.Id,
                Purpose = template.Row.Purpose,
                FieldValues = System.Text.Json.JsonSerializer.Serialize(values),
                State = GuestMessageState.Queued,
                Lane = 0,
                DueAt = now,
                ExpiresAt = DateTimeOffset.MaxValue,
                QueuedAt = now,
            };
            var recipient = guest(template.Row.Purpose);
            var masked = recipient.Facts.PhoneTail is { } tail ? "尾号" + tail : "未留手机号";
            var plan = MessagePlan.Decide(row, template, recipient, terms.House, terms.Plan, now);
            // What waits is shown as it would look once it goes.
            var words = (plan.Go ?? MessagePlan.Decide(row with { Purpose = MessagePurpose.Service }, template, recipient, terms.House, terms.Plan, now).Go)?.Content.Content;
            shown.Add(new MessageSample(
                masked, plan.Go?.Form.Channel, words?.Data.ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal) ?? [], words?.Text ?? "", words?.Page, plan.Reason));
        }

        return shown;
    }

    private static FormattableString Around(string head, FormattableString condition, string tail) =>
        FormattableStringFactory.Create(head + condition.Format + tail, condition.GetArguments());
}
