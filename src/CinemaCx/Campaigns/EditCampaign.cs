using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <param name="Name">1 to 40 characters.</param>
/// <param name="CinemaId">Only guests of this cinema; null: of all.</param>
/// <param name="StartsAt">Null: as soon as it may.</param>
public sealed record CampaignDraft(string Name, string? CinemaId, DateTimeOffset? StartsAt, CampaignTerms Terms);

/// <summary>Writes a campaign down, and again until it is submitted.</summary>
public sealed class EditCampaign(CampaignPlans plans, CampaignDesk desk, Database database, TimeProvider time)
{
    /// <returns>Its id.</returns>
    /// <exception cref="Refusal">As <see cref="CampaignPlans"/>; 403 <c>staff-not-allowed</c> for another cinema than hers, 404 <c>cinema-not-found</c>.</exception>
    public async Task<string> MakeAsync(StaffMember by, CampaignDraft draft, CancellationToken cancellation)
    {
        await CheckAsync(by, draft, cancellation);
        var now = time.Now();
        var id = Id.New("cmp", now);
        var script = new Script();
        script.Do($"""
            INSERT INTO campaigns (id, name, cinema_id, state, terms, version, starts_at, made_by, made_at, changed_by)
            VALUES ({id}, {draft.Name.Trim()}, {draft.CinemaId}, 'draft', {draft.Terms.ToJson()}, 1, {draft.StartsAt}, {by.EmployeeId}, {now}, {by.EmployeeId})
            """);
        StaffActs.Write(script, by, "make", "campaign", id, draft, now, draft.CinemaId);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
        return id;
    }

    /// <param name="version">The one she looked at.</param>
    /// <exception cref="Refusal">As <see cref="MakeAsync"/>; 404 <c>campaign-not-found</c>, 409 <c>campaign-not-draft</c>, <c>campaign-changed</c>.</exception>
    public async Task ChangeAsync(StaffMember by, string id, long version, CampaignDraft draft, CancellationToken cancellation)
    {
        await desk.RequireAsync(id, by, cancellation);
        await CheckAsync(by, draft, cancellation);
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var changed = script.Ask($"""
            UPDATE campaigns SET name = {draft.Name.Trim()}, cinema_id = {draft.CinemaId}, terms = {draft.Terms.ToJson()}, starts_at = {draft.StartsAt},
                version = version + 1, changed_by = {by.EmployeeId}
            WHERE id = {id} AND state = 'draft' AND version = {version} RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[changed].Count == 0)
        {
            var present = await db.GetTable<CampaignRow>().FirstAsync(c => c.Id == id, cancellation);
            throw present.State == CampaignState.Draft ? CampaignRefusals.Changed() : CampaignRefusals.NotDraft();
        }

        var act = new Script();
        StaffActs.Write(act, by, "change", "campaign", id, draft, now, draft.CinemaId);
        await db.CommitAsync(act, cancellation);
    }

    private async Task CheckAsync(StaffMember by, CampaignDraft draft, CancellationToken cancellation)
    {
        if (by.CinemaId is { } mine && draft.CinemaId != mine) throw StaffRefusals.NotAllowed();
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Trim().Length > 40 || draft.Name.Contains('\0')) throw CampaignRefusals.TermsInvalid("name", "应为 1 到 40 个字");
        if (draft.CinemaId is { } cinema)
        {
            if (cinema.Contains('\0')) throw CampaignRefusals.TermsInvalid("cinemaId", "没有这家影院");
            await using var db = database.Read();
            if (!await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinema, cancellation)) throw CinemaRefusals.UnknownCinema(cinema);
        }

        await plans.CheckAsync(draft.Terms, cancellation);
    }
}
