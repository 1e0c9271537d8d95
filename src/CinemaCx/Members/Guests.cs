using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Members;

/// <summary>What others ask about a guest.</summary>
public sealed class Guests(Database database, PersonalData personalData)
{
    public async Task<GuestRow?> FindAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestRow>().FirstOrDefaultAsync(g => g.Id == guestId, cancellation);
    }

    /// <summary>Guests by their exact numbers, by way of the index: the numbers themselves stay encrypted.</summary>
    /// <param name="phones">In E.164 form.</param>
    /// <returns>By number; who is not known is absent, and one number may be left by several.</returns>
    public async Task<ILookup<string, GuestRow>> FindByPhonesAsync(IReadOnlyCollection<string> phones, CancellationToken cancellation)
    {
        var byIndex = phones.Distinct(StringComparer.Ordinal).ToDictionary(personalData.Index, p => p, StringComparer.Ordinal);
        var found = new List<GuestRow>();
        await using var db = database.Read();
        foreach (var some in byIndex.Keys.Chunk(500))
            found.AddRange(await db.GetTable<GuestRow>().Where(g => some.Contains(g.PhoneIndex)).OrderBy(g => g.Id).ToListAsync(cancellation));
        return found.ToLookup(g => byIndex[g.PhoneIndex!], StringComparer.Ordinal);
    }

    /// <summary>Those of these ids who exist.</summary>
    public async Task<IReadOnlyList<GuestRow>> FindAllAsync(IReadOnlyCollection<string> guestIds, CancellationToken cancellation)
    {
        var found = new List<GuestRow>();
        await using var db = database.Read();
        foreach (var some in guestIds.Distinct(StringComparer.Ordinal).Chunk(500))
            found.AddRange(await db.GetTable<GuestRow>().Where(g => some.Contains(g.Id)).ToListAsync(cancellation));
        return found;
    }
}
