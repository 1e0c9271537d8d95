using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <param name="Credits">How many more messages of it she may get.</param>
public sealed record SubscriptionView(string PlatformTemplate, string Name, long Credits);

/// <summary>
/// The books of one-time subscriptions: an accepted question is one message of that template (page "wx.requestSubscribeMessage"). There is no way to ask the
/// platform how many are left, so every answer is written down, refusals too.
/// </summary>
public sealed class Subscriptions(Database database, TimeProvider time)
{
    private const int MostTemplates = 3;
    private const string Fine = "requestSubscribeMessage:ok";

    /// <param name="answers">What <c>wx.requestSubscribeMessage</c> gave to its success callback: <c>errMsg</c>, and <c>accept</c>, <c>reject</c>, <c>ban</c> or <c>filter</c> under each template id.</param>
    /// <param name="askedId">Chosen by the phone for this one question: the same again counts once.</param>
    /// <param name="scene">Where she was asked: <c>paid-order</c>.</param>
    /// <exception cref="Refusal">400 <c>subscription-answers-invalid</c>.</exception>
    public async Task<IReadOnlyList<SubscriptionView>> RecordAsync(
        string guestId, IReadOnlyDictionary<string, string> answers, string askedId, string scene, CancellationToken cancellation)
    {
        var given = answers.Where(a => a.Key != "errMsg").ToDictionary(a => a.Key, a => What(a.Value), StringComparer.Ordinal);
        var isFine = !answers.TryGetValue("errMsg", out var message) || message == Fine;
        if (!isFine || given.Count is 0 or > MostTemplates || given.ContainsValue(null)) throw MessageRefusals.SubscriptionAnswersInvalid();
        await using (var db = await database.BeginAsync(cancellation))
        {
            var known = await db.GetTable<MessageFormRow>().Where(f => f.Channel == MessageChannel.Subscribe && given.Keys.Contains(f.PlatformTemplate))
                .Select(f => f.PlatformTemplate).Distinct().ToListAsync(cancellation);
            if (known.Count < given.Count) throw MessageRefusals.SubscriptionAnswersInvalid();
            // Whoever gets to write an answer down counts it; a repeat waits here and then finds it there.
            var (asking, counting) = (new Script(), new Script());
            var written = given.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Template: g.Key, What: g.Value!, Row: Write(asking, guestId, g.Key, g.Value!, $"{guestId}-{askedId}-{g.Key}", scene))).ToList();
            var results = await db.RunAsync(asking, cancellation);
            foreach (var (template, what, row) in written) if (results[row].Count > 0) Count(counting, guestId, template, what);
            if (results.Exists(r => r.Count > 0)) await db.CommitAsync(counting, cancellation);
        }

        return await OfAsync(guestId, cancellation);
    }

    public async Task<IReadOnlyList<SubscriptionView>> OfAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var names = await (
            from form in db.GetTable<MessageFormRow>()
            join template in db.GetTable<MessageTemplateRow>() on form.TemplateId equals template.Id
            where form.Channel == MessageChannel.Subscribe && template.RetiredAt == null
            orderby template.Code
            select new { form.PlatformTemplate, template.Name }).ToListAsync(cancellation);
        var credits = await db.GetTable<MessageCreditRow>().Where(c => c.GuestId == guestId).ToDictionaryAsync(c => c.PlatformTemplate, c => c.Credits, cancellation);
        return [.. names.DistinctBy(n => n.PlatformTemplate).Select(n => new SubscriptionView(n.PlatformTemplate, n.Name, credits.GetValueOrDefault(n.PlatformTemplate)))];
    }

    private int Write(Script script, string guestId, string template, string what, string eventId, string scene) => script.Ask($"""
        INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, happened_at)
        VALUES ({eventId}, {template}, {guestId}, {what}, {ChangeOf(what)}, {scene}, {time.Now()}) ON CONFLICT (id) DO NOTHING RETURNING id
        """);

    private void Count(Script script, string guestId, string template, string what) => script.Do($"""
        INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ({template}, {guestId}, {ChangeOf(what)}, {time.Now()})
        ON CONFLICT (platform_template, guest_id) DO UPDATE SET credits = message_credits.credits + excluded.credits, changed_at = excluded.changed_at
        """);

    private static long ChangeOf(string what) => what == "accepted" ? 1 : 0;

    private static string? What(string answer) => answer switch
    {
        "accept" or "acceptWithAudio" or "acceptWithAlert" => "accepted",
        "reject" => "refused",
        "ban" => "banned",
        "filter" => "filtered",
        _ => null,
    };
}
