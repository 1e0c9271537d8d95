using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Web;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CinemaCx.WecomBot;

/// <param name="Content">The file's bytes in Base64.</param>
internal sealed record ImportFileBody(string? Name, byte[]? Content);

/// <param name="DryRun">True: say what would be done, and write nothing.</param>
internal sealed record ProgrammeImportBody(IReadOnlyList<ImportFileBody>? Files, bool? DryRun);

/// <param name="Id">The long work that does it.</param>
internal sealed record WorkAccepted(string Id);

internal static class WorkEndpoints
{
    private const int LargestBody = ImportProgrammeLater.Most / 3 * 4 + 64 * 1024;
    private static readonly StaffRole[] House = [StaffRole.GeneralManager, StaffRole.Headquarters];
    private static readonly StaffRole[] Readers = [.. House, StaffRole.SiteManager, StaffRole.Marketing];

    public static void MapWorks(this IEndpointRouteBuilder api)
    {
        var works = api.MapGroup("/works").WithTags("Works");
        works.MapGet("/", async (StaffCaller caller, LongWorkDesk desk, CancellationToken cancellation) => TypedResults.Ok(await desk.ListAsync(caller.Member.CinemaId, cancellation)))
            .WithName("listWorks").For(Readers).WithSummary("Imports, lists and campaigns under way, then those that ended last").Refuses(401, 403);
        works.MapGet("/{id}", async (StaffCaller caller, string id, LongWorkDesk desk, CancellationToken cancellation) =>
            TypedResults.Ok(await desk.FindAsync(id, caller.Member.CinemaId, cancellation) ?? throw LongWorkRefusals.Unknown()))
            .WithName("getWork").For(Readers).WithSummary("How far one is").Refuses(401, 403, 404);
        works.MapPost("/{id}/stop", StopAsync).WithName("stopWork").For(Readers)
            .WithSummary("Stop one for good, within a second; who did not ask for it must answer for the house").Refuses(401, 403, 404, 409);
        api.MapPost("/programme-imports", ImportAsync).WithName("importProgramme").WithTags("Works").For(House).WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .WithSummary("Bring a programme in from files, all or nothing; goes on by itself").Refuses(400, 401, 403, 413, 415);
    }

    private static async Task<Ok<LongWorkView>> StopAsync(StaffCaller caller, string id, LongWorkDesk desk, CancellationToken cancellation)
    {
        var scope = caller.Member.CinemaId;
        var work = await desk.FindAsync(id, scope, cancellation) ?? throw LongWorkRefusals.Unknown();
        if (work.AskedBy != caller.Member.EmployeeId && !House.Contains(caller.Member.Role)) throw StaffRefusals.NotAllowed();
        if (!await desk.StopAsync(id, caller.Member.EmployeeId, cancellation)) throw LongWorkRefusals.Over();
        return TypedResults.Ok(await desk.FindAsync(id, scope, cancellation) ?? work with { IsStopping = true });
    }

    private static async Task<Accepted<WorkAccepted>> ImportAsync(StaffCaller caller, ProgrammeImportBody body, ImportProgrammeLater import, CancellationToken cancellation)
    {
        var files = (body.Files ?? []).Where(f => f?.Content is not null && !string.IsNullOrWhiteSpace(f.Name)).Select(f => new ProgrammeFile(f.Name!, f.Content)).ToList();
        var id = await import.BeginAsync(caller.Member, files, body.DryRun ?? false, cancellation);
        return TypedResults.Accepted($"/api/v1/works/{id}", new WorkAccepted(id));
    }
}
