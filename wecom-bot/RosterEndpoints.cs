using System.Globalization;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="Table">Lines of day, post, name, from, to, as copied from a spreadsheet.</param>
/// <param name="DryRun">Only say what would happen.</param>
/// <param name="FileName">With <paramref name="File"/>, instead of a table: its ending says what it is, <c>.xlsx</c>, <c>.ics</c> or text.</param>
/// <param name="File">The file in base64.</param>
internal sealed record RosterBody(string? Table = null, bool? DryRun = null, string? FileName = null, byte[]? File = null);

/// <param name="People">Names; empty is a hole.</param>
internal sealed record RosterStretch(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> People);

/// <param name="Person">Who stands in: name or id.</param>
/// <param name="Replaces">In whose place: name or id.</param>
/// <param name="From">By the cinema's wall clock: 2026-11-22T17:00.</param>
/// <param name="To">By the cinema's wall clock.</param>
internal sealed record CoverBody(string? Person, string? Replaces, string? From, string? To);

internal sealed record CoverView(string Id, string Post, string Person, string Replaces, DateTimeOffset From, DateTimeOffset To);

internal static class RosterEndpoints
{
    private static readonly string[] Walls = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    public static void MapRoster(this IEndpointRouteBuilder api)
    {
        var roster = api.MapGroup("/cinemas/{cinemaId}/roster").WithTags("Roster");
        roster.MapGet("/{post}", PreviewAsync).WithName("previewRoster").For(StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Who is on duty in the end, overrides applied; stretches without people are holes").Refuses(400, 401, 403, 404);
        roster.MapPost("/", ImportAsync).WithName("importRoster").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Take over a pasted table or a file, all or nothing; a dry run shows the result first").Refuses(400, 401, 403, 404, 413, 415);
        roster.MapGet("/{post}/covers", ListCoversAsync).WithName("listCovers").For(StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Who stands in for whom, now or later").Refuses(400, 401, 403);
        roster.MapPost("/{post}/covers", AddCoverAsync).WithName("addCover").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Somebody is on duty in somebody else's place for a while").Refuses(400, 401, 403, 404, 413, 415, 422);
        roster.MapDelete("/{post}/covers/{id}", RemoveCoverAsync).WithName("removeCover").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("The plan counts again").Refuses(401, 403, 404);
    }

    /// <summary>Only her own cinema, unless she has all of them.</summary>
    public static void MustAnswerFor(this StaffCaller caller, string cinemaId)
    {
        if (caller.Member.CinemaId is { } mine && mine != cinemaId) throw StaffRefusals.NotAllowed();
    }

    private static async Task<Ok<IReadOnlyList<RosterStretch>>> PreviewAsync(
        StaffCaller caller, string cinemaId, string post, DateOnly? from, DateOnly? to, DutyRoster roster, StaffDirectory directory, TimeProvider time, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        var first = from ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var last = to ?? first.AddDays(7);
        if (last < first || last.DayNumber - first.DayNumber > 366) throw new Refusal(400, "days-invalid", "日期范围有误，最多一年");
        var names = await directory.NamesAsync(cancellation);
        var stretches = await roster.PreviewAsync(cinemaId, DutyPost.Of(post) ?? throw StaffRefusals.UnknownPost(), first, last, cancellation);
        return TypedResults.Ok<IReadOnlyList<RosterStretch>>([.. stretches.Select(s => new RosterStretch(s.From, s.To, [.. s.EmployeeIds.Select(i => names.GetValueOrDefault(i, i))]))]);
    }

    private static async Task<Ok<RosterReport>> ImportAsync(StaffCaller caller, string cinemaId, RosterBody body, ImportRoster import, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        var saving = body.DryRun ?? false ? null : new RosterSaving(caller.Member);
        return TypedResults.Ok(body.File is { } file
            ? await import.RunAsync(cinemaId, body.FileName ?? "", file, saving, cancellation)
            : await import.RunAsync(cinemaId, body.Table ?? "", saving, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<CoverView>>> ListCoversAsync(StaffCaller caller, string cinemaId, string post, DutyCovers covers, StaffDirectory directory, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        var rows = await covers.ListAsync(cinemaId, DutyPost.Of(post) ?? throw StaffRefusals.UnknownPost(), cancellation);
        var names = await directory.NamesAsync(cancellation);
        return TypedResults.Ok<IReadOnlyList<CoverView>>([.. rows.Select(r => View(r, names))]);
    }

    private static async Task<Created<CoverView>> AddCoverAsync(
        StaffCaller caller, string cinemaId, string post, CoverBody body, DutyCovers covers, StaffDirectory directory, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        if (string.IsNullOrWhiteSpace(body.Person) || string.IsNullOrWhiteSpace(body.Replaces) || (body.Person + body.Replaces).Contains('\0')) throw StaffRefusals.CoverInvalid("请填写代班人和被代班人");
        var wish = new CoverWish(body.Person.Trim(), body.Replaces.Trim(), Wall(body.From), Wall(body.To));
        var row = await covers.AddAsync(cinemaId, post, wish, caller.Member, cancellation);
        return TypedResults.Created((string?)null, View(row, await directory.NamesAsync(cancellation)));
    }

    private static async Task<NoContent> RemoveCoverAsync(StaffCaller caller, string cinemaId, string post, string id, DutyCovers covers, CancellationToken cancellation)
    {
        caller.MustAnswerFor(cinemaId);
        await covers.RemoveAsync(cinemaId, post, id, caller.Member, cancellation);
        return TypedResults.NoContent();
    }

    private static CoverView View(DutyCoverRow row, Dictionary<string, string> names) => new(
        row.Id, row.Post, names.GetValueOrDefault(row.EmployeeId, row.EmployeeId), names.GetValueOrDefault(row.ReplacesId, row.ReplacesId), row.FromAt, row.ToAt);

    private static DateTime Wall(string? text) =>
        DateTime.TryParseExact(text?.Trim(), Walls, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? wall : throw StaffRefusals.CoverInvalid("时间格式应为 2026-11-22T17:00，按影院当地时间");
}
