using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <param name="Guests">How many have it.</param>
public sealed record TagCount(string Tag, long Guests);

/// <param name="GivenBy">Id of the employee.</param>
public sealed record GuestTagView(string Tag, string GivenBy, DateTimeOffset GivenAt);

/// <summary>Tags that staff give guests by hand.</summary>
public sealed class GuestTags(Database database, TimeProvider time)
{
    private const int Longest = 20;
    private const int MostPerGuest = 50;

    /// <returns>As stored; null when it can be no tag.</returns>
    public static string? Read(string typed)
    {
        var tag = typed.Trim();
        return tag.Length is > 0 and <= Longest && !tag.Any(char.IsControl) ? tag : null;
    }

    public async Task<IReadOnlyList<TagCount>> ListAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var counts = await db.GetTable<GuestTagRow>().GroupBy(t => t.Tag).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
        return [.. counts.OrderByDescending(c => c.Count).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => new TagCount(c.Key, c.Count))];
    }

    public async Task<IReadOnlyList<GuestTagView>> OfAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<GuestTagRow>().Where(t => t.GuestId == guestId).OrderBy(t => t.GivenAt).ToListAsync(cancellation);
        return rows.ConvertAll(r => new GuestTagView(r.Tag, r.GivenBy, r.GivenAt));
    }

    /// <summary>Giving it again changes nothing.</summary>
    /// <exception cref="Refusal">400 <c>tag-invalid</c>, 404 <c>guest-not-found</c>, 422 <c>tags-too-many</c>.</exception>
    public async Task GiveAsync(StaffMember by, string guestId, string typed, CancellationToken cancellation)
    {
        var tag = Read(typed) ?? throw CampaignRefusals.TagInvalid();
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        // Who gives this guest another tag at the same moment waits here, so that what is counted below is all there is.
        var known = script.Ask($"SELECT id FROM guests WHERE id = {guestId} {db.LockForChange}");
        var given = script.Ask($"""
            INSERT INTO guest_tags (guest_id, tag, given_by, given_at) SELECT id, {tag}, {by.EmployeeId}, {now} FROM guests WHERE id = {guestId}
            ON CONFLICT (guest_id, tag) DO NOTHING RETURNING tag
            """);
        var count = script.Ask($"SELECT COUNT(*) FROM guest_tags WHERE guest_id = {guestId}");
        var results = await db.RunAsync(script, cancellation);
        if (results[known].Count == 0) throw CampaignRefusals.UnknownGuest();
        if (results[given].Count == 0) return;
        if (results[count][0].Length > 2 || int.Parse(results[count][0], System.Globalization.CultureInfo.InvariantCulture) > MostPerGuest) throw CampaignRefusals.TooManyTags(MostPerGuest);
        var act = new Script();
        StaffActs.Write(act, by, "give-tag", "guest", guestId, new { tag }, now, by.CinemaId);
        await db.CommitAsync(act, cancellation);
    }

    /// <summary>Taking what is not there changes nothing.</summary>
    public async Task TakeAsync(StaffMember by, string guestId, string tag, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var taken = script.Ask($"DELETE FROM guest_tags WHERE guest_id = {guestId} AND tag = {tag} RETURNING tag");
        if ((await db.RunAsync(script, cancellation))[taken].Count == 0) return;
        var act = new Script();
        StaffActs.Write(act, by, "take-tag", "guest", guestId, new { tag }, time.Now(), by.CinemaId);
        await db.CommitAsync(act, cancellation);
    }
}
