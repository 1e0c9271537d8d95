using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <summary>How far a campaign's messages have come.</summary>
/// <param name="Counts">By state; states without a message are absent.</param>
/// <param name="Reasons">What was refused or dropped, by reason.</param>
/// <param name="PerMinute">What was settled in the last full minute.</param>
/// <param name="EndsAt">When the rest is done at this rate; null while nothing moves or nothing is left.</param>
/// <param name="RestsUntil">The platform asked to be left alone until then; null: it did not.</param>
public sealed record MessageProgress(
    IReadOnlyDictionary<GuestMessageState, long> Counts, IReadOnlyDictionary<string, long> Reasons, bool IsHeld, double PerMinute, DateTimeOffset? EndsAt, DateTimeOffset? RestsUntil)
{
    public long Total => Counts.Values.Sum();

    /// <summary>Queued or being sent.</summary>
    public long Left => Counts.GetValueOrDefault(GuestMessageState.Queued) + Counts.GetValueOrDefault(GuestMessageState.Sending);
}

/// <summary>A message with its words.</summary>
/// <param name="Name">Of its template.</param>
public sealed record SentMessage(GuestMessageRow Row, string Name, string Text);

/// <summary>What became of messages.</summary>
public sealed class MessageQueries(Database database, MessageTemplates catalogue, TimeProvider time)
{
    private const int MostRows = 1_000;
    private const int MostOfGuest = 100;

    /// <summary>By state, of one campaign.</summary>
    public async Task<IReadOnlyDictionary<GuestMessageState, long>> CountsAsync(string campaignId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<GuestMessageRow>().Where(m => m.CampaignId == campaignId).GroupBy(m => m.State)
            .Select(g => new { State = g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
        return rows.ToDictionary(r => r.State, r => r.Count);
    }

    public async Task<MessageProgress> ProgressAsync(string campaignId, CancellationToken cancellation)
    {
        var counts = await CountsAsync(campaignId, cancellation);
        var now = time.Now();
        await using var db = database.Read();
        var mine = db.GetTable<GuestMessageRow>().Where(m => m.CampaignId == campaignId);
        var since = now - TimeSpan.FromMinutes(1);
        var recent = await mine.Where(m => m.SettledAt > since && m.MarkedAt != null).Select(m => m.SettledAt!.Value).ToListAsync(cancellation);
        var reasons = await mine.Where(m => m.State == GuestMessageState.Refused || m.State == GuestMessageState.Dropped)
            .GroupBy(m => m.Reason).Select(g => new { Reason = g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
        var rest = await db.GetTable<MessageRestRow>().Where(r => r.UntilAt > now).Select(r => (DateTimeOffset?)r.UntilAt).MaxAsync(cancellation);
        var held = await db.GetTable<MessageHoldRow>().AnyAsync(h => h.CampaignId == campaignId, cancellation);
        // A campaign that began half a minute ago has a rate of its own already.
        var span = recent.Count < 2 ? TimeSpan.Zero : now - recent.Min();
        var perMinute = span > TimeSpan.FromMilliseconds(200) ? recent.Count / span.TotalMinutes : 0;
        var left = counts.GetValueOrDefault(GuestMessageState.Queued) + counts.GetValueOrDefault(GuestMessageState.Sending);
        var ends = left > 0 && perMinute > 0 && !held ? now + TimeSpan.FromMinutes(left / perMinute) : (DateTimeOffset?)null;
        return new MessageProgress(counts, reasons.ToDictionary(r => r.Reason ?? "", r => r.Count, StringComparer.Ordinal), held, Math.Round(perMinute, 1), ends, rest);
    }

    /// <summary>Rows behind the numbers, by id, at most a thousand at once.</summary>
    /// <param name="state">Null: in any.</param>
    /// <param name="after">Id of the last of the page before.</param>
    public async Task<IReadOnlyList<GuestMessageRow>> ListAsync(string campaignId, GuestMessageState? state, string? after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = db.GetTable<GuestMessageRow>().Where(m => m.CampaignId == campaignId);
        if (state is { } wanted) query = query.Where(m => m.State == wanted);
        if (after is not null) query = query.Where(m => string.Compare(m.Id, after, StringComparison.Ordinal) > 0);
        return await query.OrderBy(m => m.Id).Take(MostRows).ToListAsync(cancellation);
    }

    /// <summary>What one guest was sent or is to be sent, newest first, at most a hundred.</summary>
    /// <param name="cinemaId">Of campaigns only this cinema's and those of all; null: every one.</param>
    public async Task<IReadOnlyList<SentMessage>> OfGuestAsync(string guestId, string? cinemaId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<GuestMessageRow>().Where(m => m.GuestId == guestId && (cinemaId == null || m.CinemaId == null || m.CinemaId == cinemaId))
            .OrderByDescending(m => m.QueuedAt).Take(MostOfGuest).ToListAsync(cancellation);
        var templates = new List<SentMessage>(rows.Count);
        foreach (var row in rows)
        {
            var template = await catalogue.FindAsync(row.TemplateId, cancellation);
            templates.Add(new SentMessage(row, template?.Row.Name ?? row.TemplateId, template is null ? "" : TextOf(row, template)));
        }

        return templates;
    }

    /// <summary>Without what is the guest's own: placeholders of hers stay as they are.</summary>
    private static string TextOf(GuestMessageRow row, MessageTemplate template)
    {
        var form = (row.Channel is { } channel ? template.FormOf(channel) : null) ?? (template.Forms.Count == 0 ? null : template.Forms[0]);
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.FieldValues)!;
        return form is null ? "" : MessageTemplate.Render(form, values, new GuestFacts(null, DateOnly.FromDateTime(row.QueuedAt.UtcDateTime), 0)).Text;
    }

    /// <summary>Oldest first: what a person must decide about.</summary>
    public async Task<IReadOnlyList<GuestMessageRow>> InDoubtAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestMessageRow>().Where(m => m.State == GuestMessageState.InDoubt).OrderBy(m => m.MarkedAt).Take(MostRows).ToListAsync(cancellation);
    }

    public async Task<GuestMessageRow?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestMessageRow>().FirstOrDefaultAsync(m => m.Id == id, cancellation);
    }
}
