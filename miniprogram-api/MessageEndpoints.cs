using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.MiniProgramApi;

/// <param name="AskedId">Chosen by the phone for this one question and repeated on a retry: 8 to 64 letters, digits, hyphens.</param>
/// <param name="Scene">Where she was asked: <c>paid-order</c>.</param>
/// <param name="Answers">What <c>wx.requestSubscribeMessage</c> gave to its success callback, as it is: <c>errMsg</c> and an answer per template id.</param>
internal sealed record SubscriptionBody(string? AskedId, string? Scene, IReadOnlyDictionary<string, string>? Answers);

/// <param name="Scene">Where she said it: <c>settings</c>.</param>
/// <param name="Consents">By purpose; those left out stay as they are.</param>
internal sealed record ConsentBody(string? Scene, IReadOnlyDictionary<string, bool>? Consents);

/// <param name="Message">The value of <c>m</c> in the page's query.</param>
internal sealed record OpeningBody(string? Message);

internal static class MessageEndpoints
{
    private static readonly Dictionary<string, DataPurpose> Purposes = Enum.GetValues<DataPurpose>().ToDictionary(p => Platform.Data.StoredWord.Of(p), StringComparer.Ordinal);

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var subscriptions = api.MapGroup("/me/subscriptions").WithTags("Messages");
        subscriptions.MapGet("/", async (Caller caller, Subscriptions all, CancellationToken cancellation) => TypedResults.Ok(await all.OfAsync(caller.GuestId, cancellation)))
            .WithName("listSubscriptions").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("Templates I can be asked for, and how many messages of each I may still get").Refuses(401);
        subscriptions.MapPost("/", RecordAsync).WithName("recordSubscriptions").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("What I answered to wx.requestSubscribeMessage, refusals too").Refuses(400, 401, 413, 415, 503);
        api.MapPost("/me/message-openings", OpenedAsync).WithTags("Messages").WithName("recordMessageOpening").Demand(GuestDemand.Known).Limit(GuestLimits.Read)
            .WithSummary("I opened the mini-program by a message: `m` of the page's query").Refuses(400, 401, 413, 415);
        var consents = api.MapGroup("/me/consents").WithTags("Messages");
        consents.MapGet("/", async (Caller caller, GuestConsents all, CancellationToken cancellation) => TypedResults.Ok(await all.OfAsync(caller.GuestId, cancellation)))
            .WithName("listConsents").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("What my data may be used for").Refuses(401);
        consents.MapPut("/", SetAsync).WithName("setConsents").Demand(GuestDemand.Live).Limit(GuestLimits.Buy)
            .WithSummary("Grant or withdraw, each purpose by itself; withdrawing stops what is on its way").Refuses(400, 401, 413, 415, 503);
    }

    private static async Task<Ok<IReadOnlyList<SubscriptionView>>> RecordAsync(Caller caller, SubscriptionBody body, Subscriptions subscriptions, CancellationToken cancellation)
    {
        var isAskedOnce = body.AskedId is { Length: >= 8 and <= 64 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        if (!isAskedOnce || !IsScene(body.Scene) || body.Answers is null || body.Answers.Any(a => a.Key.Length > 100 || a.Key.Contains('\0') || a.Value is null)) throw MessageRefusals.SubscriptionAnswersInvalid();
        return TypedResults.Ok(await subscriptions.RecordAsync(caller.GuestId, body.Answers, body.AskedId!, body.Scene!, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<ConsentView>>> SetAsync(Caller caller, ConsentBody body, GuestConsents consents, CancellationToken cancellation)
    {
        if (!IsScene(body.Scene) || body.Consents is not { Count: > 0 } || body.Consents.Keys.Any(k => !Purposes.ContainsKey(k))) throw MessageRefusals.ConsentsInvalid();
        await consents.SetAsync(caller.GuestId, body.Consents.ToDictionary(c => Purposes[c.Key], c => c.Value), body.Scene!, cancellation);
        return TypedResults.Ok(await consents.OfAsync(caller.GuestId, cancellation));
    }

    private static async Task<NoContent> OpenedAsync(Caller caller, OpeningBody body, MessageLink links, CancellationToken cancellation)
    {
        if (body.Message is not { Length: > 0 and <= 200 } message || message.Contains('\0')) throw new Refusal(400, "malformed-request", "请求内容有误");
        await links.OpenedAsync(caller.GuestId, message, cancellation);
        return TypedResults.NoContent();
    }

    private static bool IsScene(string? scene) => scene is { Length: > 0 and <= 40 } && scene.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/');
}
