using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Tests.Messages;

/// <summary>Guests with consents and subscriptions, what is said to them, and what their phones showed. Beside a house, whether it lives or not.</summary>
internal sealed class MessageScene(IServiceProvider services, HttpClient http, string weChatUrl)
{
    public const string Offer = "sim-offer";

    public static readonly IReadOnlyDictionary<string, string> OfferValues = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["what"] = "周末观影立减10元",
        ["tip"] = "本周日前有效",
        ["until"] = "2026年11月29日 23:59",
    };

    public static readonly IReadOnlyDictionary<string, string> ReplyValues = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["matter"] = "影厅冷气太足",
        ["reply"] = "已调高温度",
        ["at"] = "2026年11月22日 21:43",
    };

    private int _guests;

    public Database Database => services.GetRequiredService<Database>();

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task EnsureTemplatesAsync() => Service<SampleMessages>().EnsureAsync(CancellationToken.None);

    public Task<MessageTemplate> TemplateAsync(string code) => Service<MessageTemplates>().RequireAsync(code, CancellationToken.None);

    /// <summary>Guests who consented to marketing, with so many subscriptions in our books and at the platform.</summary>
    public async Task<string[]> GuestsAsync(int count, int credits = 1, int? granted = null, bool consents = true, string template = Offer)
    {
        // Long ago, by every clock of a story.
        const long now = 1_700_000_000_000;
        var first = Interlocked.Add(ref _guests, count) - count;
        var ids = Enumerable.Range(first, count).Select(i => $"gst_{first:d4}{i:d6}").ToArray();
        foreach (var chunk in ids.Chunk(500))
        {
            var script = new Script();
            script.DoForEach($"INSERT INTO guests (id, open_id, created_at) VALUES ", chunk, id => $"({id}, {OpenIdOf(id)}, {now})");
            if (consents)
            {
                script.DoForEach($"INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) VALUES ", chunk, id => $"({id}, 'marketing', 1, {now})");
                script.DoForEach($"INSERT INTO guest_consent_events (id, guest_id, purpose, granted, scene, happened_at) VALUES ", chunk, id => $"({"e-" + id}, {id}, 'marketing', 1, 'test', {now})");
            }

            script.DoForEach($"INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ", chunk, id => $"({template}, {id}, {credits}, {now})");
            script.DoForEach(
                $"INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, happened_at) VALUES ", chunk, id => $"({"a-" + id + template}, {template}, {id}, 'accepted', {credits}, 'test', {now})");
            await using var db = await Database.BeginAsync();
            await db.CommitAsync(script);
        }

        await GrantAsync(ids, template, granted ?? credits);
        return ids;
    }

    public static string OpenIdOf(string guestId) => "o-" + guestId;

    /// <summary>The phones allow the platform so many messages each.</summary>
    public Task GrantAsync(IEnumerable<string> guestIds, string template, int times) =>
        SimAsync("subscriptions/bulk", new { openids = guestIds.Select(OpenIdOf), templateId = template, times });

    /// <summary>Queues the same for all, in one transaction, under ids made of the campaign and the guest.</summary>
    public async Task QueueAsync(string code, IReadOnlyDictionary<string, string> values, IEnumerable<string> guestIds, string? campaign, Func<GuestMessage, GuestMessage>? with = null)
    {
        var (queue, template) = (Service<QueueMessage>(), await TemplateAsync(code));
        foreach (var chunk in guestIds.Chunk(500))
        {
            var script = new Script();
            queue.AddAll(script, template, [.. chunk.Select(g => new GuestMessage($"{campaign ?? "m"}-{code}-{g}", g, values) { CampaignId = campaign }).Select(m => with?.Invoke(m) ?? m)]);
            await using var db = await Database.BeginAsync();
            await db.CommitAsync(script);
        }

        queue.Wake();
    }

    public async Task<List<GuestMessageRow>> RowsAsync(string? campaign = null)
    {
        await using var db = Database.Read();
        return await db.GetTable<GuestMessageRow>().Where(m => campaign == null || m.CampaignId == campaign).OrderBy(m => m.Id).ToListAsync();
    }

    public async Task<GuestMessageRow> RowAsync(string id)
    {
        await using var db = Database.Read();
        return await db.GetTable<GuestMessageRow>().FirstAsync(m => m.Id == id);
    }

    /// <summary>Subscriptions left in our books.</summary>
    public async Task<long> CreditsAsync(string guestId, string template = Offer)
    {
        await using var db = Database.Read();
        return await db.GetTable<MessageCreditRow>().Where(c => c.GuestId == guestId && c.PlatformTemplate == template).Select(c => c.Credits).FirstOrDefaultAsync();
    }

    /// <summary>How many messages each phone showed.</summary>
    public async Task<Dictionary<string, int>> ShownAsync()
    {
        var all = await http.GetFromJsonAsync<JsonElement>(weChatUrl + "/_sim/messages");
        return all.GetProperty("messages").EnumerateArray().GroupBy(m => m.GetProperty("openId").GetString()!["o-".Length..], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    public async Task<JsonElement> SimAsync(string hook, object body)
    {
        using var answer = await http.PostAsJsonAsync($"{weChatUrl}/_sim/{hook}", body);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{hook}: {answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The next calls that send a subscribe message go wrong so.</summary>
    public Task BreakAsync(object fault) => SimAsync("faults", fault);

    public static object Fault(string kind, int errcode = -1, int times = 1, double share = 1, string? message = null) =>
        new { path = "/cgi-bin/message/subscribe/send", kind, errcode, times, share, message };

    /// <summary>Rows made by hand for a race at the marking, leased by one sender each.</summary>
    public async Task<PlannedMessage> PlannedAsync(string sender, string messageId, string guestId, long? slot, string code = "offer")
    {
        var template = await TemplateAsync(code);
        var script = new Script();
        var later = TimeProvider.System.GetUtcNow().AddYears(5);
        script.Do($"""
            INSERT INTO guest_messages (id, guest_id, template_id, purpose, field_values, state, lane, due_at, expires_at, attempts, lease_until, leased_by, queued_at)
            VALUES ({messageId}, {guestId}, {template.Row.Id}, {template.Row.Purpose}, {"{}"}, 'queued', 1, {later}, {later}, 0, {later}, {sender}, 0) ON CONFLICT (id) DO NOTHING
            """);
        await using (var db = await Database.BeginAsync()) await db.CommitAsync(script);
        var content = new OutgoingMessage(messageId, OpenIdOf(guestId), Offer, new RenderedMessage([], "", null));
        return new PlannedMessage(await RowAsync(messageId), template.FormOf(MessageChannel.Subscribe)!, content, slot, later);
    }
}
