using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <summary>One of many cases.</summary>
internal sealed record CaseLine(
    string Id, string Name, string CinemaId, string Category, CaseSeverity Severity, CaseState State, long Voices, long WorstStars, string Status, DateTimeOffset OpenedAt, DateTimeOffset DueAt, string? OwnerId);

/// <param name="Kind">opened, acknowledged, compensated, closed …</param>
internal sealed record CaseLineOfTime(long Seq, DateTimeOffset At, string Channel, string Who, string Kind, string What);

/// <summary>Where a card of the case lies, and the platform's own name of it.</summary>
internal sealed record CaseCardView(string EmployeeId, ChatChannel Channel, MessageState State, string? MessageId, DateTimeOffset QueuedAt, DateTimeOffset? DeliveredAt, long ShownVersion, string? LastError);

/// <param name="Answer">The first answer, phone masked.</param>
internal sealed record CaseBody(CaseLine Case, AnswerView? Answer, string? Owner, string? RootCause, string? Action, IReadOnlyList<CaseLineOfTime> Timeline, IReadOnlyList<CaseCardView> Cards);

/// <param name="Act">acknowledge, assign, note, compensate, reply, close, reopen, recategorise or undo.</param>
/// <param name="Words">What the act needs: a name, a coupon, a note, the reply, what was done, a category.</param>
internal sealed record CaseActBody(string? Act, string? Words = null, string? RootCause = null);

internal static class CaseEndpoints
{
    private static readonly StaffRole[] Managers = [StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager];

    public static void MapCases(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.MapGet("/", ListAsync).WithName("listCases").For([.. Managers, StaffRole.Engineer]).WithSummary("Cases of my cinemas, newest first").Refuses(401, 403);
        cases.MapGet("/{name}", GetAsync).WithName("getCase").For([.. Managers, StaffRole.Engineer]).WithSummary("One case with its timeline and cards").Refuses(401, 403, 404);
        cases.MapPost("/{name}/acts", ActAsync).WithName("actOnCase").For([.. Managers, StaffRole.Engineer]).WithSummary("Do something about a case").Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        var rules = api.MapGroup("/case-rules").WithTags("Cases");
        rules.MapGet("/", async (CaseRules all, CancellationToken cancellation) => TypedResults.Ok(await all.ListAsync(cancellation)))
            .WithName("listCaseRules").For(Managers).WithSummary("Which answers become cases; the first that matches decides").Refuses(401, 403);
        rules.MapPut("/", ReplaceRulesAsync).WithName("replaceCaseRules").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Replace all rules; in force within a second").Refuses(400, 401, 403, 413, 415);
        api.MapGet("/alert-chains/{post}", async (string post, AlertChains chains, CancellationToken cancellation) => TypedResults.Ok(await chains.OfAsync(post, cancellation)))
            .WithName("getAlertChain").WithTags("Cases").For(Managers).WithSummary("Who is told when, until somebody acknowledges").Refuses(401, 403);
        api.MapPut("/alert-chains/{post}", ReplaceChainAsync).WithName("replaceAlertChain").WithTags("Cases").For(StaffRole.SiteManager, StaffRole.GeneralManager)
            .WithSummary("Replace a chain").Refuses(400, 401, 403, 413, 415);
    }

    private static async Task<Ok<IReadOnlyList<CaseLine>>> ListAsync(StaffCaller caller, bool? mine, bool? closed, CaseQueries cases, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<CaseLine>>([.. (await cases.ListAsync(caller.Member, mine ?? false, closed ?? false, cancellation)).Select(Line)]);

    private static async Task<Ok<CaseBody>> GetAsync(StaffCaller caller, string name, CaseQueries cases, AlertQueries alerts, CancellationToken cancellation) =>
        TypedResults.Ok(await BodyAsync(await cases.FindAsync(name, caller.Member, cancellation), cases, alerts, cancellation));

    private static async Task<Ok<CaseBody>> ActAsync(
        StaffCaller caller, string name, CaseActBody body, CaseQueries cases, AlertQueries alerts, CaseActs acts, CancellationToken cancellation)
    {
        var row = await cases.FindAsync(name, caller.Member, cancellation);
        await acts.RunAsync(body.Act ?? "", row.Id, new CaseActor("api", caller.Member), body.Words ?? "", body.RootCause, cancellation);
        return TypedResults.Ok(await BodyAsync(await cases.FindAsync(row.Id, caller.Member, cancellation), cases, alerts, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<MatchedRule>>> ReplaceRulesAsync(StaffCaller caller, List<MatchedRule> body, CaseRules rules, CancellationToken cancellation)
    {
        if (body.Exists(r => r is null || r.Rule is null)) throw new Refusal(400, "malformed-request", "请求内容有误");
        await rules.ReplaceAsync(body, caller.Member, seen: null, cancellation);
        return TypedResults.Ok(await rules.ListAsync(cancellation));
    }

    private static async Task<Ok<AlertChain>> ReplaceChainAsync(StaffCaller caller, string post, AlertChain body, AlertChains chains, CancellationToken cancellation)
    {
        if (body.Steps is null) throw new Refusal(400, "malformed-request", "请求内容有误");
        await chains.ReplaceAsync(post, body, caller.Member, seen: null, cancellation);
        return TypedResults.Ok(await chains.OfAsync(post, cancellation));
    }

    private static async Task<CaseBody> BodyAsync(CaseRow row, CaseQueries cases, AlertQueries alerts, CancellationToken cancellation)
    {
        var view = await cases.ViewAsync(row, cancellation);
        var cards = await alerts.OfCaseAsync(row.Id, cancellation);
        return new CaseBody(
            Line(row), view.Lead, view.OwnerName, row.RootCause, row.Action,
            [.. view.Timeline.Select(e => new CaseLineOfTime(e.Seq, e.At, e.Channel, e.ActorName, e.Kind, e.Body))],
            [.. cards.Select(c => new CaseCardView(c.EmployeeId, c.Channel, c.State, c.MessageId, c.QueuedAt, c.DeliveredAt, c.ShownVersion, c.LastError))]);
    }

    private static CaseLine Line(CaseRow row) => new(
        row.Id, row.Name, row.CinemaId, row.Category, row.Severity, row.State, row.Voices, row.WorstStars, row.StatusText, row.OpenedAt, row.DueAt, row.OwnerId);
}
