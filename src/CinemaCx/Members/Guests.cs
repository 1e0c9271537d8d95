using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Members;

/// <summary>What others ask about a guest.</summary>
public sealed class Guests(Database database)
{
    /// <summary>One row when the guest is a member: who left a phone number.</summary>
    public static int AskMembership(Script script, string guestId) =>
        script.Ask($"SELECT 1 FROM guests WHERE id = {guestId} AND phone_bound_at IS NOT NULL");

    public async Task<GuestRow?> FindAsync(string guestId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestRow>().FirstOrDefaultAsync(g => g.Id == guestId, cancellation);
    }
}
