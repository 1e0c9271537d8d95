using System.ComponentModel;
using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="StartsAt">Null: as soon as it may.</param>
internal sealed record CampaignBody(string? Name, CampaignTerms? Terms, string? CinemaId = null, DateTimeOffset? StartsAt = null, long? Version = null);

/// <param name="Version">The one that was looked at.</param>
/// <param name="Reason">Why it is sent back.</param>
internal sealed record CampaignDecisionBody(long? Version, string? Reason = null);

internal sealed record CampaignView(string Id, string Name, string? CinemaId, CampaignState State, long Version, DateTimeOffset? StartsAt, CampaignTerms Terms)
{
    public required string MadeBy { get; init; }
    public string? SubmittedBy { get; init; }
    public string? ApprovedBy { get; init; }
    public long? EstimatedGuests { get; init; }
    public Fen? EstimatedCostFen { get; init; }

    /// <summary>No more than so many are taken in.</summary>
    public long? MostGuests { get; init; }
    public long Enrolled { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedBecause { get; init; }
}

/// <param name="EveryoneEnrolled">Nobody more is taken in.</param>
/// <param name="Messages">By state.</param>
/// <param name="Reasons">Of what was refused or dropped.</param>
/// <param name="EndsAt">When the rest is sent at this rate; null while nothing moves or nothing is left.</param>
/// <param name="RestsUntil">A platform asked to be left alone until then.</param>
internal sealed record CampaignProgressView(
    CampaignState State, long Enrolled, bool EveryoneEnrolled, IReadOnlyDictionary<string, long> Messages, IReadOnlyDictionary<string, long> Reasons, long Left, double PerMinute,
    DateTimeOffset? EndsAt, DateTimeOffset? RestsUntil);

internal static class CampaignEndpoints
{
    private static readonly StaffRole[] Makers = [StaffRole.Marketing, StaffRole.Headquarters, StaffRole.GeneralManager];
    private static readonly StaffRole[] Readers = [.. Makers, StaffRole.SiteManager];
    private static readonly StaffRole[] Approvers = [StaffRole.Headquarters, StaffRole.GeneralManager];

    public static void MapCampaigns(this IEndpointRouteBuilder api)
    {
        var campaigns = api.MapGroup("/campaigns").WithTags("Campaigns");
        campaigns.MapGet("/", ListAsync).WithName("listCampaigns").For(Readers).WithSummary("Campaigns of my cinemas, newest first").Refuses(400, 401, 403);
        campaigns.MapPost("/", MakeAsync).WithName("makeCampaign").For(Makers).WithSummary("Write a campaign; everything is checked at once").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        campaigns.MapGet("/{id}", GetAsync).WithName("getCampaign").For(Readers).WithSummary("One campaign").Refuses(401, 403, 404);
        campaigns.MapPut("/{id}", ChangeAsync).WithName("changeCampaign").For(Makers).WithSummary("Write it again while it is a draft").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        campaigns.MapGet("/{id}/preview", PreviewAsync).WithName("previewCampaign").For(Readers).WithSummary("What real guests of the audience would read, masked").Refuses(401, 403, 404, 409, 422);
        campaigns.MapPost("/{id}/submission", SubmitAsync).WithName("submitCampaign").For(Makers)
            .WithSummary("It is as it shall be: scheduled, or waiting for a second person's approval").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        campaigns.MapPost("/{id}/approval", ApproveAsync).WithName("approveCampaign").For(Approvers)
            .WithSummary("Approve what somebody else wrote").Refuses(400, 401, 403, 404, 409, 413, 415);
        campaigns.MapPost("/{id}/rejection", RejectAsync).WithName("rejectCampaign").For(Approvers).WithSummary("Send it back to its writer").Refuses(400, 401, 403, 404, 409, 413, 415);
        campaigns.MapPost("/{id}/start", StartAsync).WithName("startCampaign").For(Makers).WithSummary("Start it before its time; starting again changes nothing").Refuses(401, 403, 404, 409);
        campaigns.MapPost("/{id}/stop", StopAsync).WithName("stopCampaign").For(Makers).WithSummary("Stop it at once and for good").Refuses(401, 403, 404, 409);
        campaigns.MapGet("/{id}/progress", ProgressAsync).WithName("getCampaignProgress").For(Readers).WithSummary("How far it came").Refuses(401, 403, 404);
        campaigns.MapGet("/{id}/result", ResultAsync).WithName("getCampaignResult").For(Readers).WithSummary("What it brought, beside those held out").Refuses(401, 403, 404);
        campaigns.MapGet("/{id}/guests", GuestsAsync).WithName("listCampaignGuests").For(Readers).WithSummary("The rows behind the result").Refuses(400, 401, 403, 404);
    }

    private static async Task<Ok<IReadOnlyList<CampaignView>>> ListAsync(StaffCaller caller, CampaignState? state, CampaignDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<CampaignView>>([.. (await desk.ListAsync(caller.Member, state, cancellation)).Select(View)]);

    private static async Task<Created<CampaignView>> MakeAsync(StaffCaller caller, CampaignBody body, EditCampaign edit, CampaignDesk desk, CancellationToken cancellation)
    {
        var id = await edit.MakeAsync(caller.Member, DraftOf(body), cancellation);
        return TypedResults.Created($"/api/v1/campaigns/{id}", View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignView>> GetAsync(StaffCaller caller, string id, CampaignDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));

    private static async Task<Ok<CampaignView>> ChangeAsync(StaffCaller caller, string id, CampaignBody body, EditCampaign edit, CampaignDesk desk, CancellationToken cancellation)
    {
        await edit.ChangeAsync(caller.Member, id, VersionOf(body.Version), DraftOf(body), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<IReadOnlyList<PreviewedMessage>>> PreviewAsync(StaffCaller caller, string id, CampaignDesk desk, CampaignPreview preview, CancellationToken cancellation) =>
        TypedResults.Ok(await preview.OfAsync(await desk.RequireAsync(id, caller.Member, cancellation), cancellation));

    private static async Task<Ok<CampaignView>> SubmitAsync(
        StaffCaller caller, string id, CampaignDecisionBody body, SubmitCampaign submit, CampaignDesk desk, CancellationToken cancellation)
    {
        await submit.RunAsync(caller.Member, await desk.RequireAsync(id, caller.Member, cancellation), VersionOf(body.Version), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignView>> ApproveAsync(
        StaffCaller caller, string id, CampaignDecisionBody body, DecideCampaign decide, CampaignDesk desk, CancellationToken cancellation)
    {
        await decide.ApproveAsync(caller.Member, await desk.RequireAsync(id, caller.Member, cancellation), VersionOf(body.Version), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignView>> RejectAsync(
        StaffCaller caller, string id, CampaignDecisionBody body, DecideCampaign decide, CampaignDesk desk, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > 200 || body.Reason.Contains('\0')) throw new Refusal(400, "reason-required", "请写明理由，最多200字");
        await decide.RejectAsync(caller.Member, await desk.RequireAsync(id, caller.Member, cancellation), VersionOf(body.Version), body.Reason.Trim(), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignView>> StartAsync(StaffCaller caller, string id, StopCampaign stop, CampaignDesk desk, CancellationToken cancellation)
    {
        await stop.StartAsync(caller.Member, await desk.RequireAsync(id, caller.Member, cancellation), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignView>> StopAsync(StaffCaller caller, string id, StopCampaign stop, CampaignDesk desk, CancellationToken cancellation)
    {
        await stop.StopAsync(caller.Member, await desk.RequireAsync(id, caller.Member, cancellation), cancellation);
        return TypedResults.Ok(View(await desk.RequireAsync(id, caller.Member, cancellation)));
    }

    private static async Task<Ok<CampaignProgressView>> ProgressAsync(StaffCaller caller, string id, CampaignDesk desk, MessageQueries messages, CancellationToken cancellation)
    {
        var row = await desk.RequireAsync(id, caller.Member, cancellation);
        var progress = await messages.ProgressAsync(id, cancellation);
        return TypedResults.Ok(new CampaignProgressView(
            row.State, row.Enrolled, row.WalkedAt is not null, progress.Counts.ToDictionary(c => StoredWord.Of(c.Key), c => c.Value, StringComparer.Ordinal), progress.Reasons,
            progress.Left, progress.PerMinute, progress.EndsAt, progress.RestsUntil));
    }

    private static async Task<Ok<CampaignResult>> ResultAsync(StaffCaller caller, string id, CampaignDesk desk, CampaignResults results, CancellationToken cancellation) =>
        TypedResults.Ok(await results.OfAsync(await desk.RequireAsync(id, caller.Member, cancellation), cancellation));

    private static async Task<Ok<IReadOnlyList<CampaignGuestLine>>> GuestsAsync(
        StaffCaller caller,
        string id,
        [Description("Name of a variant, or hold-out; default: all.")] string? arm,
        [Description("Guest of the last line of the page before.")] string? after,
        CampaignDesk desk,
        CampaignResults results,
        CancellationToken cancellation)
    {
        if ((arm + after).Contains('\0')) throw new Refusal(400, "malformed-request", "请求内容有误");
        return TypedResults.Ok(await results.GuestsAsync(await desk.RequireAsync(id, caller.Member, cancellation), arm, after, cancellation));
    }

    private static CampaignDraft DraftOf(CampaignBody body) => new(
        body.Name ?? "", body.CinemaId, body.StartsAt, body.Terms ?? throw new Refusal(400, "malformed-request", "请求内容有误"));

    private static long VersionOf(long? version) => version ?? throw new Refusal(400, "version-required", "请写明所看的版本");

    private static CampaignView View(CampaignRow row) => new(row.Id, row.Name, row.CinemaId, row.State, row.Version, row.StartsAt, CampaignTerms.Of(row))
    {
        MadeBy = row.MadeBy,
        SubmittedBy = row.SubmittedBy,
        ApprovedBy = row.ApprovedBy,
        EstimatedGuests = row.EstimatedGuests,
        EstimatedCostFen = row.EstimatedCost,
        MostGuests = row.MostGuests,
        Enrolled = row.Enrolled,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        EndedBecause = row.EndedBecause,
    };
}
