using CinemaCx.Cases;
using CinemaCx.Feedback;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

/// <summary>What is absent was not asked and leaves what was said before; what is empty takes it back.</summary>
/// <param name="Id">Made on the phone and the same on every retry: 16 to 64 of A–Z a–z 0–9 _ -.</param>
/// <param name="TicketId">The caller's own ticket; this or the touchpoint is there.</param>
/// <param name="Touchpoint">Code of the QR code that was scanned.</param>
/// <param name="Device">The phone's own name, so that a second scan finds the first answer.</param>
/// <param name="Stars">1 to 5.</param>
/// <param name="Nps">0 to 10.</param>
/// <param name="Stages">Stage code to 1 to 5 stars.</param>
/// <param name="Chips">Codes of the form's chips.</param>
/// <param name="Comment">At most 1,000 characters.</param>
/// <param name="ContactConsent">She agrees to be called about this; required with a phone number.</param>
/// <param name="AgeSeconds">How long ago she answered, when the network was away meanwhile; at most a day.</param>
/// <param name="Own">Code of a cinema's own question to what she said: 1 to 5, or a few words.</param>
/// <param name="Edition">The edition of the questions she was shown, as they were read; absent: the present one.</param>
internal sealed record FeedbackBody(
    string? Id,
    int? Stars,
    string? TicketId = null,
    string? Touchpoint = null,
    string? Device = null,
    int? Nps = null,
    IReadOnlyDictionary<string, int>? Stages = null,
    IReadOnlyList<string>? Chips = null,
    string? Comment = null,
    string? Phone = null,
    bool? ContactConsent = null,
    int? AgeSeconds = null,
    string? Edition = null,
    IReadOnlyDictionary<string, string>? Own = null);

/// <param name="AnsweredBefore">There was an answer of this ticket or phone under another id already: this is it, unchanged, and it may be changed under its own id.</param>
/// <param name="PhoneMask">The number with its middle hidden.</param>
internal sealed record FeedbackView(
    string Id,
    long Version,
    bool AnsweredBefore,
    long Stars,
    long? Nps,
    IReadOnlyDictionary<string, int> Stages,
    IReadOnlyList<string> Chips,
    IReadOnlyDictionary<string, string> Own,
    string? Comment,
    string? PhoneMask,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <param name="Path">Path of the same survey as a page, for whoever has no mini-program.</param>
/// <param name="Answer">What was said before; null while nothing was.</param>
/// <param name="Edition">Goes along with the answer, so that it is kept with the questions she was shown.</param>
internal sealed record TicketFeedbackView(IReadOnlyList<SurveyQuestion> Questions, IReadOnlyList<SurveyStage> Stages, string Path, FeedbackView? Answer, string Edition);

/// <param name="State">none (no case was made of it), open, acknowledged or closed.</param>
/// <param name="Replies">What staff answered, oldest first.</param>
/// <param name="Result">What was done; null while it is not closed.</param>
internal sealed record FeedbackCaseView(string State, IReadOnlyList<string> Replies, string? Result);

/// <param name="Solved">False opens the case again.</param>
internal sealed record ResolutionBody(bool? Solved, string? Words = null);

internal static class FeedbackEndpoints
{
    public static void MapFeedback(this IEndpointRouteBuilder api)
    {
        var feedback = api.MapGroup("/feedback").WithTags("Feedback").Demand(GuestDemand.Welcome);
        feedback.MapPost("/", GiveAsync).WithName("giveFeedback").Limit(GuestLimits.Feedback)
            .WithSummary("Say how it was, or change what was said; repeating a call makes no second answer")
            .Produces<FeedbackView>(StatusCodes.Status201Created).Produces<FeedbackView>().Refuses(400, 401, 404, 409, 413, 415, 422);
        feedback.MapGet("/{id}", GetAsync).WithName("getFeedback").Limit(GuestLimits.Read).WithSummary("An answer, for the phone that made its id").Refuses(401, 404);
        feedback.MapGet("/{id}/case", GetCaseAsync).WithName("getFeedbackCase").Limit(GuestLimits.Read).WithSummary("What became of an answer").Refuses(401, 404);
        feedback.MapPut("/{id}/resolution", ResolveAsync).WithName("resolveFeedback").Limit(GuestLimits.Feedback)
            .WithSummary("Say whether it is solved; no opens the case again").Refuses(400, 401, 404, 409, 413, 415);
        api.MapGet("/tickets/{id}/feedback", GetOfTicketAsync).WithName("getTicketFeedback").WithTags("Feedback").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("The questions, and what was answered before").Refuses(401, 404, 409);
    }

    private static async Task<Ok<FeedbackCaseView>> GetCaseAsync(string id, Caller? caller, FeedbackQueries feedback, GuestCases cases, CancellationToken cancellation)
    {
        await OwnAsync(id, caller, feedback, cancellation);
        return TypedResults.Ok(View(await cases.OfAnswerAsync(id, cancellation)));
    }

    private static async Task<Ok<FeedbackCaseView>> ResolveAsync(
        string id, ResolutionBody body, Caller? caller, FeedbackQueries feedback, GuestCases cases, CancellationToken cancellation)
    {
        await OwnAsync(id, caller, feedback, cancellation);
        if (body.Solved is not { } solved) throw new Refusal(400, "malformed-request", "请选择是否已解决");
        return TypedResults.Ok(View(await cases.ResolveAsync(id, solved, body.Words, cancellation)));
    }

    private static FeedbackCaseView View(GuestCase? found) => found is null
        ? new FeedbackCaseView("none", [], null)
        : new FeedbackCaseView(StoredWord.Of(found.State), found.Replies, found.Result);

    private static async Task<IResult> GiveAsync(FeedbackBody body, Caller? caller, FeedbackPlaces places, GiveAnswer give, CancellationToken cancellation)
    {
        var place = await PlaceAsync(body, caller, places, cancellation);
        var taken = await give.RunAsync(place, Given(body), cancellation);
        var view = View(taken.Answer, taken.Outcome == AnswerOutcome.AnsweredBefore);
        return taken.Outcome == AnswerOutcome.New ? TypedResults.Created("/api/v1/feedback/" + view.Id, view) : TypedResults.Ok(view);
    }

    private static async Task<Ok<FeedbackView>> GetAsync(string id, Caller? caller, FeedbackQueries feedback, CancellationToken cancellation) =>
        TypedResults.Ok(View(await OwnAsync(id, caller, feedback, cancellation), answeredBefore: true));

    /// <summary>Who made the id on her phone may read it; what belongs to a ticket belongs to the ticket's guest.</summary>
    private static async Task<AnswerRow> OwnAsync(string id, Caller? caller, FeedbackQueries feedback, CancellationToken cancellation) =>
        await feedback.FindRowAsync(id, cancellation) is { } answer && (answer.Source != AnswerSource.Ticket || answer.GuestId == caller?.GuestId)
            ? answer
            : throw FeedbackRefusals.UnknownAnswer();

    private static async Task<Ok<TicketFeedbackView>> GetOfTicketAsync(
        string id, Caller caller, FeedbackPlaces places, FeedbackQueries feedback, FeedbackLinks links, SurveyEditions editions, CancellationToken cancellation)
    {
        var place = await places.OfTicketAsync(caller.GuestId, id, cancellation);
        var answer = await feedback.FindAtAsync(place, cancellation);
        var edition = await editions.ToShowAsync(place, answer, cancellation);
        return TypedResults.Ok(new TicketFeedbackView(
            edition.Form.Questions, Survey.Stages, links.PathOf(id), answer is null ? null : View(answer, answeredBefore: true), edition.Name));
    }

    private static async Task<AnswerPlace> PlaceAsync(FeedbackBody body, Caller? caller, FeedbackPlaces places, CancellationToken cancellation)
    {
        if (body.TicketId is not null && body.Touchpoint is null)
            return await places.OfTicketAsync((caller ?? throw MemberRefusals.SessionRequired()).GuestId, body.TicketId, cancellation);
        if (body.Touchpoint is null || body.TicketId is not null) throw FeedbackRefusals.NoPlace();
        var place = await places.AtTouchpointAsync(body.Touchpoint, body.Device, TimeSpan.FromSeconds(body.AgeSeconds ?? 0), cancellation);
        return caller is null ? place : place with { GuestId = caller.GuestId };
    }

    private static GivenAnswer Given(FeedbackBody body) => new()
    {
        Id = body.Id ?? "",
        Stars = body.Stars ?? 0,
        Nps = body.Nps,
        Stages = body.Stages,
        Chips = body.Chips,
        Comment = body.Comment,
        Phone = body.Phone,
        ContactConsent = body.ContactConsent ?? false,
        Edition = body.Edition,
        Own = body.Own,
    };

    private static FeedbackView View(AnswerRow answer, bool answeredBefore) => new(
        answer.Id,
        answer.Version,
        answeredBefore,
        answer.Stars,
        answer.Nps,
        answer.StageStars,
        answer.ChipCodes,
        answer.OwnSaid,
        answer.Comment,
        answer.PhoneMask,
        answer.CreatedAt,
        answer.UpdatedAt);
}
