using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Members;

/// <summary>What others ask about a guest.</summary>
public sealed class Guests(Database database)
{
    public async Task<GuestRow?> FindAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestRow>().FirstOrDefaultAsync(g => g.Id == guestId, cancellation);
    }
}
