using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <param name="Credits">How many more messages of it she may get.</param>
public sealed record SubscriptionView(string PlatformTemplate, string Name, long Credits);

/// <summary>
/// The books of one-time subscriptions: an accepted question is one message of that template (page "wx.requestSubscribeMessage"). There is no way to ask the
/// platform how many are left, so every answer is written down, refusals too. Her phone tells of an answer, and the platform may tell of it too: the two
/// are paired one to one, and the second of a pair counts nothing.
/// </summary>
public sealed class Subscriptions(Database database, TimeProvider time)
{
    private const int MostTemplates = 3;
    private const string Fine = "requestSubscribeMessage:ok";
    private const string Phone = "phone";
    private const string Platform = "platform";

    /// <summary>How far the two tellings of one answer may lie apart. A pair too many costs her a message, which a later answer brings back; none would promise one too many (43101).</summary>
    private static readonly TimeSpan TwinsWithin = TimeSpan.FromMinutes(10);

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
            var told = given.OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new Telling($"{guestId}-{askedId}-{g.Key}", guestId, g.Key, g.Value!, Phone, scene, time.Now())).ToList();
            await CountAsync(db, told, cancellation);
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

    /// <summary>What the platform tells of an answer. Of guests and templates the house does not know nothing is kept.</summary>
    public async Task HearAsync(SubscriptionNews news, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var guestId = await db.GetTable<GuestRow>().Where(g => g.OpenId == news.Address).Select(g => g.Id).FirstOrDefaultAsync(cancellation);
        var purposes = await (
            from form in db.GetTable<MessageFormRow>()
            join template in db.GetTable<MessageTemplateRow>() on form.TemplateId equals template.Id
            where form.Channel == MessageChannel.Subscribe && form.PlatformTemplate == news.PlatformTemplate
            select template.Purpose).Distinct().ToListAsync(cancellation);
        if (guestId is null || purposes.Count == 0) return;
        // Its clock counts seconds, and runs beside ours.
        var at = news.At < time.Now() ? news.At : time.Now();
        var telling = new Telling(news.Key, guestId, news.PlatformTemplate, news.Accepts ? "accepted" : "refused", Platform, Platform, at);
        if (news.InSettings) await ChangeAsync(db, telling with { By = "settings" }, purposes, cancellation);
        else await CountAsync(db, [telling], cancellation);
    }

    /// <summary>Whoever gets to write an answer down counts it; a repeat waits here and then finds it there.</summary>
    /// <param name="told">Of one guest, by template.</param>
    private async Task CountAsync(DbSession db, IReadOnlyList<Telling> told, CancellationToken cancellation)
    {
        var (asking, counting) = (new Script(), new Script());
        var written = told.Select(t => (Telling: t, Row: Write(asking, t))).ToList();
        var results = await db.RunAsync(asking, cancellation);
        foreach (var (telling, row) in written)
        {
            if (results[row] is not ["1"]) continue;
            counting.Do($"UPDATE message_credits SET credits = credits + 1 WHERE platform_template = {telling.Template} AND guest_id = {telling.GuestId}");
        }

        if (results.Exists(r => r.Count > 0)) await db.CommitAsync(counting, cancellation);
    }

    /// <summary>
    /// The guest's row is locked first: then what the other one told is there to be seen, or waits to see this. What she took back in the settings meanwhile
    /// counts nothing when it is told late.
    /// </summary>
    private int Write(Script script, Telling told)
    {
        var other = told.By == Phone ? Platform : Phone;
        script.Do($"""
            INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ({told.Template}, {told.GuestId}, 0, {time.Now()})
            ON CONFLICT (platform_template, guest_id) DO UPDATE SET changed_at = excluded.changed_at
            """);
        return script.Ask($"""
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, told_by, twin_id, happened_at)
            SELECT {told.Id}, {told.Template}, {told.GuestId}, {told.What}, CASE WHEN books.twin IS NULL AND books.no_since = 0 THEN {ChangeOf(told.What)} ELSE 0 END, {told.Scene}, {told.By}, books.twin, {told.At}
            FROM (SELECT (
                SELECT e.id FROM message_credit_events e
                WHERE e.guest_id = {told.GuestId} AND e.platform_template = {told.Template} AND e.what = {told.What} AND e.told_by = {other} AND e.twin_id IS NULL
                  AND e.happened_at >= {told.At - TwinsWithin} AND e.happened_at <= {told.At + TwinsWithin}
                  AND NOT EXISTS (SELECT 1 FROM message_credit_events t WHERE t.twin_id = e.id)
                ORDER BY e.happened_at, e.id LIMIT 1) AS twin, (
                SELECT COUNT(*) FROM message_credit_events s
                WHERE s.guest_id = {told.GuestId} AND s.platform_template = {told.Template} AND s.what = 'refused' AND s.told_by = 'settings' AND s.happened_at > {told.At}) AS no_since) AS books
            WHERE 1 = 1
            ON CONFLICT (id) DO NOTHING RETURNING change
            """);
    }

    /// <summary>
    /// She changed it in the platform's own settings. A no takes back what she had allowed, and is a no to the purpose too, until she says otherwise to us;
    /// a yes there allows no message by itself.
    /// </summary>
    private async Task ChangeAsync(DbSession db, Telling told, List<MessagePurpose> purposes, CancellationToken cancellation)
    {
        var asking = new Script();
        var isNew = asking.Ask($"""
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, told_by, happened_at)
            VALUES ({told.Id}, {told.Template}, {told.GuestId}, {told.What}, 0, {told.Scene}, {told.By}, {told.At}) ON CONFLICT (id) DO NOTHING RETURNING id
            """);
        if ((await db.RunAsync(asking, cancellation))[isNew].Count == 0) return;
        var changing = new Script();
        if (told.What == "refused")
        {
            // It is told to the second: what she said to us within the same one came before it.
            var (until, now) = (told.At.AddSeconds(1), time.Now());
            foreach (var purpose in purposes.Where(p => p != MessagePurpose.Service).Order())
                GuestConsents.Withdraw(changing, told.GuestId, purpose == MessagePurpose.Marketing ? DataPurpose.Marketing : DataPurpose.Research, until, Platform, now);
            // Messages before subscriptions, as those who send lock them.
            CreditBooks.Correct(changing, told.Template, told.GuestId, until, now, Platform);
        }

        await db.CommitAsync(changing, cancellation);
    }

    private static long ChangeOf(string what) => what == "accepted" ? 1 : 0;

    private static string? What(string answer) => answer switch
    {
        "accept" or "acceptWithAudio" or "acceptWithAlert" => "accepted",
        "reject" => "refused",
        "ban" => "banned",
        "filter" => "filtered",
        _ => null,
    };

    /// <summary>An answer, as one of the two tells of it.</summary>
    private sealed record Telling(string Id, string GuestId, string Template, string What, string By, string Scene, DateTimeOffset At);
}
