using System.Security.Cryptography;
using System.Text;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>
/// A guest of the page follows the service account, or no longer does. The house learns it as it learns the platform's list of followers: by union id.
/// </summary>
internal sealed class Follow(Database database, KeepContacts contacts)
{
    /// <summary>Of her at the service account; the same whenever it is asked.</summary>
    public static string OpenIdOf(string unionId) => "os" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(unionId)))[..26];

    /// <param name="openId">At the mini-program.</param>
    /// <returns>Null when the house does not know her, or not her union id.</returns>
    public async Task<string?> UnionIdAsync(string openId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<GuestRow>().Where(g => g.OpenId == openId).Select(g => g.UnionId).FirstOrDefaultAsync(cancellation);
    }

    public async Task<bool> FollowsAsync(string unionId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<MessageContactRow>().AnyAsync(c => c.Channel == MessageChannel.ServiceAccount && c.UnionId == unionId && c.GoneAt == null, cancellation);
    }

    public Task TellAsync(string unionId, bool follows, CancellationToken cancellation) =>
        contacts.RunAsync([new MessageContact(MessageChannel.ServiceAccount, OpenIdOf(unionId), unionId, Gone: !follows)], by: null, cancellation);
}
