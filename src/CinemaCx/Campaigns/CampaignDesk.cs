using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <summary>Campaigns as those see them who may.</summary>
public sealed class CampaignDesk(Database database)
{
    /// <summary>Newest first.</summary>
    /// <param name="asking">Who has one cinema sees that cinema's.</param>
    public async Task<IReadOnlyList<CampaignRow>> ListAsync(StaffMember asking, CampaignState? state, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<CampaignRow>()
            .Where(c => (asking.CinemaId == null || c.CinemaId == asking.CinemaId) && (state == null || c.State == state))
            .OrderByDescending(c => c.Id).Take(200).ToListAsync(cancellation);
    }

    /// <exception cref="Refusal">404 <c>campaign-not-found</c>, also when it is another cinema's.</exception>
    public async Task<CampaignRow> RequireAsync(string id, StaffMember asking, CancellationToken cancellation)
    {
        var row = await FindAsync(id, cancellation) ?? throw CampaignRefusals.NotFound();
        return asking.CinemaId is null || asking.CinemaId == row.CinemaId ? row : throw CampaignRefusals.NotFound();
    }

    internal async Task<CampaignRow?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<CampaignRow>().FirstOrDefaultAsync(c => c.Id == id, cancellation);
    }
}
