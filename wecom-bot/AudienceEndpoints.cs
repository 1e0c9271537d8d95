using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="Audience">A tree of all, any, not and conditions.</param>
/// <param name="Template">Code or id of a message template; with it, how many may be told by it.</param>
/// <param name="CinemaId">Only guests of this cinema.</param>
internal sealed record AudienceBody(JsonElement Audience, string? Template = null, string? CinemaId = null);

/// <param name="Reachable">Of them those who may be told; null where no template was named.</param>
internal sealed record AudienceSizeView(long Guests, long? Reachable);

internal static class AudienceEndpoints
{
    private const int Sampled = 10;

    private static readonly StaffRole[] Readers = [StaffRole.Marketing, StaffRole.SiteManager, StaffRole.Headquarters, StaffRole.GeneralManager];
    private static readonly StaffRole[] Taggers = [.. Readers, StaffRole.DutyManager];

    public static void MapAudiences(this IEndpointRouteBuilder api)
    {
        var audiences = api.MapGroup("/audiences").WithTags("Audiences");
        audiences.MapPost("/size", SizeAsync).WithName("countAudience").For(Readers).WithSummary("How many guests meet these conditions now").Refuses(400, 401, 403, 404, 413, 415, 422);
        audiences.MapPost("/sample", SampleAsync).WithName("sampleAudience").For(Readers).WithSummary("A few of them, masked").Refuses(400, 401, 403, 413, 415, 422);
        api.MapGet("/guest-tags", async (GuestTags tags, CancellationToken cancellation) => TypedResults.Ok(await tags.ListAsync(cancellation)))
            .WithName("listTags").WithTags("Audiences").For(Taggers).WithSummary("Tags given by hand, with how many guests have each").Refuses(401, 403);
        var tags = api.MapGroup("/guests/{guestId}/tags").WithTags("Audiences");
        tags.MapGet("/", async (string guestId, GuestTags all, CancellationToken cancellation) => TypedResults.Ok(await all.OfAsync(guestId, cancellation)))
            .WithName("listGuestTags").For(Taggers).WithSummary("Tags of one guest").Refuses(401, 403);
        tags.MapPut("/{tag}", GiveAsync).WithName("giveTag").For(Taggers).WithSummary("Give a guest a tag; giving it again changes nothing").Refuses(400, 401, 403, 404, 422);
        tags.MapDelete("/{tag}", TakeAsync).WithName("takeTag").For(Taggers).WithSummary("Take it away again").Refuses(400, 401, 403);
    }

    private static async Task<Ok<AudienceSizeView>> SizeAsync(
        StaffCaller caller, AudienceBody body, AudienceQueries audiences, MessageTemplates templates, MessageReach reach, CancellationToken cancellation)
    {
        var (audience, limits) = (audiences.Read(body.Audience), LimitsOf(caller, body));
        var guests = await audiences.SizeAsync(audience, limits, cancellation);
        if (body.Template is null) return TypedResults.Ok(new AudienceSizeView(guests, null));
        var template = await templates.RequireAsync(body.Template, cancellation);
        return TypedResults.Ok(new AudienceSizeView(guests, await audiences.SizeAsync(audience, limits with { Also = [reach.MayBeTold(template)] }, cancellation)));
    }

    private static async Task<Ok<IReadOnlyList<SampledGuest>>> SampleAsync(StaffCaller caller, AudienceBody body, AudienceQueries audiences, CancellationToken cancellation) =>
        TypedResults.Ok(await audiences.SampleAsync(audiences.Read(body.Audience), LimitsOf(caller, body), Sampled, cancellation));

    private static async Task<NoContent> GiveAsync(StaffCaller caller, string guestId, string tag, GuestTags tags, CancellationToken cancellation)
    {
        await tags.GiveAsync(caller.Member, Clean(guestId), tag, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> TakeAsync(StaffCaller caller, string guestId, string tag, GuestTags tags, CancellationToken cancellation)
    {
        await tags.TakeAsync(caller.Member, Clean(guestId), Clean(tag), cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Who has one cinema looks at its guests only.</summary>
    private static AudienceLimits LimitsOf(StaffCaller caller, AudienceBody body)
    {
        if (body.CinemaId?.Contains('\0') == true || body.Template?.Contains('\0') == true) throw new Refusal(400, "malformed-request", "请求内容有误");
        if (body.CinemaId is { } wanted) caller.MustAnswerFor(wanted);
        return new AudienceLimits(body.CinemaId ?? caller.Member.CinemaId);
    }

    private static string Clean(string text) => text.Contains('\0') ? throw new Refusal(400, "malformed-request", "请求内容有误") : text;
}
