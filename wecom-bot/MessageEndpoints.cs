using System.ComponentModel;
using System.Text.Json;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="SetAsideWhy">What the platform refused; null while the form serves.</param>
internal sealed record MessageFormView(MessageChannel Channel, string PlatformTemplate, string Body, string? Page, string? SetAsideField, string? SetAsideWhy, DateTimeOffset? SetAsideAt);

internal sealed record MessageTemplateView(
    string Id, string Code, string Name, MessagePurpose Purpose, IReadOnlyList<MessageField> Fields, IReadOnlyList<MessageFormView> Forms, DateTimeOffset CreatedAt);

/// <param name="Values">Words by name of the fields.</param>
/// <param name="Samples">How many guests to show, up to 20; default 5.</param>
internal sealed record PreviewBody(IReadOnlyDictionary<string, string>? Values, int? Samples = null);

/// <param name="Decision"><c>resend</c>, <c>arrived</c> or <c>let-go</c>.</param>
internal sealed record DoubtBody(string? Decision);

/// <summary>A message as staff see it; whose it is only by the guest's id.</summary>
internal sealed record GuestMessageView(
    string Id, string GuestId, string? CampaignId, GuestMessageState State, string? Reason, MessageChannel? Channel, string? PlatformId, IReadOnlyDictionary<string, string> Values,
    DateTimeOffset DueAt, DateTimeOffset? MarkedAt, DateTimeOffset? SettledAt);

/// <param name="Left">Queued or being sent.</param>
internal sealed record MessageProgressView(
    IReadOnlyDictionary<string, long> Counts, long Total, long Left, IReadOnlyDictionary<string, long> Reasons, bool IsHeld, double PerMinute, DateTimeOffset? EndsAt, DateTimeOffset? RestsUntil);

internal static class MessageEndpoints
{
    private static readonly StaffRole[] Makers = [StaffRole.Marketing, StaffRole.GeneralManager, StaffRole.Headquarters];
    private static readonly StaffRole[] Readers = [.. Makers, StaffRole.SiteManager];

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var templates = api.MapGroup("/message-templates").WithTags("Messages");
        templates.MapGet("/", ListAsync).WithName("listMessageTemplates").For(Readers).WithSummary("What can be said to guests").Refuses(401, 403);
        templates.MapPost("/", MakeAsync).WithName("makeMessageTemplate").For(Makers).WithSummary("Add a template; what a platform would refuse is found here").Refuses(400, 401, 403, 409, 413, 415, 422);
        templates.MapPost("/{id}/preview", PreviewAsync).WithName("previewMessage").For(Readers)
            .WithSummary("How it looks with real guests' data, masked, and how many may be told").Refuses(400, 401, 403, 404, 413, 415);
        templates.MapPut("/{id}/form", MendAsync).WithName("mendMessageForm").For(Makers).WithSummary("Replace the form of one channel; what waits for it goes on").Refuses(400, 401, 403, 404, 413, 415, 422);
        templates.MapDelete("/{id}", RetireAsync).WithName("retireMessageTemplate").For(Makers).WithSummary("Nothing new is said by it").Refuses(401, 403, 404);

        api.MapPut("/message-contacts", KeepAsync).WithName("keepMessageContacts").WithTags("Messages").For(Makers)
            .WithSummary("Who follows the service account, and who is whose contact at WeCom, by union id").Refuses(400, 401, 403, 413, 415);

        var messages = api.MapGroup("/messages").WithTags("Messages");
        messages.MapGet("/in-doubt", InDoubtAsync).WithName("listDoubtfulMessages").For(Readers).WithSummary("Called without an answer, oldest first: a person decides").Refuses(401, 403);
        messages.MapPost("/{id}/decision", DecideAsync).WithName("decideDoubtfulMessage").For(Makers).WithSummary("Send it once more, take it as arrived, or let it go").Refuses(400, 401, 403, 404, 409, 413, 415);
        messages.MapGet("/{id}", GetAsync).WithName("getMessage").For(Readers).WithSummary("One message").Refuses(401, 403, 404);
        var campaigns = api.MapGroup("/campaign-messages/{campaignId}").WithTags("Messages");
        campaigns.MapGet("/", RowsAsync).WithName("listCampaignMessages").For(Readers).WithSummary("The rows behind a campaign's numbers, by id, a thousand at a time").Refuses(400, 401, 403);
        campaigns.MapGet("/progress", ProgressAsync).WithName("getMessageProgress").For(Readers).WithSummary("How far it has come, how fast, how much is left and when it ends").Refuses(401, 403);
    }

    private static async Task<Ok<IReadOnlyList<MessageTemplateView>>> ListAsync(StaffCaller caller, MessageTemplates templates, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<MessageTemplateView>>([.. (await templates.ListAsync(cancellation)).Select(View)]);

    private static async Task<Created<MessageTemplateView>> MakeAsync(StaffCaller caller, NewMessageTemplate body, MakeMessageTemplate make, CancellationToken cancellation)
    {
        if (body.Code is null || body.Name is null || body.Fields is null || body.Forms is null || body.Fields.Any(f => f is null) || body.Forms.Any(f => f is null)) throw Malformed();
        var made = await make.RunAsync(body, caller.Member, cancellation);
        return TypedResults.Created($"/api/v1/message-templates/{made.Row.Id}", View(made));
    }

    private static async Task<Ok<MessagePreview>> PreviewAsync(StaffCaller caller, string id, PreviewBody body, PreviewMessage preview, CancellationToken cancellation)
    {
        if (body.Values is null || body.Values.Values.Any(v => v is null || v.Length > 2000)) throw Malformed();
        return TypedResults.Ok(await preview.RunAsync(id, body.Values, body.Samples ?? 5, cancellation));
    }

    private static async Task<Ok<MessageTemplateView>> MendAsync(StaffCaller caller, string id, MessageForm body, MakeMessageTemplate make, CancellationToken cancellation) =>
        TypedResults.Ok(View(await make.MendAsync(id, body with { PlatformTemplate = body.PlatformTemplate ?? "" }, caller.Member, cancellation)));

    private static async Task<NoContent> KeepAsync(StaffCaller caller, List<MessageContact> body, KeepContacts keep, CancellationToken cancellation)
    {
        if (body.Exists(c => c?.Address is null || c.UnionId is null)) throw Malformed();
        await keep.RunAsync(body, caller.Member, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RetireAsync(StaffCaller caller, string id, MakeMessageTemplate make, CancellationToken cancellation)
    {
        await make.RetireAsync(id, caller.Member, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<GuestMessageView>>> InDoubtAsync(StaffCaller caller, MessageQueries messages, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<GuestMessageView>>([.. (await messages.InDoubtAsync(cancellation)).Select(View)]);

    private static async Task<Ok<GuestMessageView>> DecideAsync(StaffCaller caller, string id, DoubtBody body, MessageDoubts doubts, MessageQueries messages, CancellationToken cancellation)
    {
        var decision = body.Decision switch
        {
            "resend" => DoubtDecision.Resend,
            "arrived" => DoubtDecision.Arrived,
            "let-go" => DoubtDecision.LetGo,
            _ => throw MessageRefusals.DecisionUnknown(),
        };
        await doubts.DecideAsync(id, decision, caller.Member, cancellation);
        return TypedResults.Ok(View(await messages.FindAsync(id, cancellation) ?? throw MessageRefusals.NotFound(id)));
    }

    private static async Task<Ok<GuestMessageView>> GetAsync(StaffCaller caller, string id, MessageQueries messages, CancellationToken cancellation) =>
        TypedResults.Ok(View(await messages.FindAsync(id, cancellation) ?? throw MessageRefusals.NotFound(id)));

    private static async Task<Ok<IReadOnlyList<GuestMessageView>>> RowsAsync(
        StaffCaller caller, string campaignId, [Description("Only those in this state.")] GuestMessageState? state, [Description("Id of the last message of the page before.")] string? after, MessageQueries messages, CancellationToken cancellation)
    {
        if (after is { Length: > 100 } || after?.Contains('\0') == true) throw Malformed();
        return TypedResults.Ok<IReadOnlyList<GuestMessageView>>([.. (await messages.ListAsync(campaignId, state, after, cancellation)).Select(View)]);
    }

    private static async Task<Ok<MessageProgressView>> ProgressAsync(StaffCaller caller, string campaignId, MessageQueries messages, CancellationToken cancellation)
    {
        var p = await messages.ProgressAsync(campaignId, cancellation);
        return TypedResults.Ok(new MessageProgressView(
            p.Counts.ToDictionary(c => Platform.Data.StoredWord.Of(c.Key), c => c.Value, StringComparer.Ordinal), p.Total, p.Left, p.Reasons, p.IsHeld, p.PerMinute, p.EndsAt, p.RestsUntil));
    }

    private static Refusal Malformed() => new(400, "malformed-request", "请求内容有误");

    private static MessageTemplateView View(MessageTemplate t) => new(
        t.Row.Id, t.Row.Code, t.Row.Name, t.Row.Purpose, t.Fields,
        [.. t.Forms.Select(f => new MessageFormView(f.Channel, f.PlatformTemplate, f.Body, f.Page, f.SetAsideField, f.SetAsideWhy, f.SetAsideAt))], t.Row.CreatedAt);

    private static GuestMessageView View(GuestMessageRow m) => new(
        m.Id, m.GuestId, m.CampaignId, m.State, m.Reason, m.Channel, m.PlatformId, JsonSerializer.Deserialize<Dictionary<string, string>>(m.FieldValues)!, m.DueAt, m.MarkedAt, m.SettledAt);
}
