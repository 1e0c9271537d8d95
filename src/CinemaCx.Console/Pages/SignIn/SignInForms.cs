using System.Security.Cryptography;
using CinemaCx.Cinemas;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace CinemaCx.Console.Pages.SignIn;

/// <summary>The ways in and out, and which cinema somebody of the chain looks at.</summary>
internal static class SignInForms
{
    private static readonly TimeSpan WayTime = TimeSpan.FromMinutes(10);

    /// <summary>Why signing in through a platform came to nothing.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["expired"] = "登录已超时，请再试一次",
        ["denied"] = "平台没有完成登录，请再试一次",
        ["stranger"] = "您的账号还没有绑定员工，请联系影院经理",
    };

    public static void MapSignIn(this IEndpointRouteBuilder console)
    {
        console.MapPost("/console/sign-in/sample", AsSampleAsync).WithMetadata(new ForStrangersAttribute()).ExcludeFromDescription();
        console.MapGet("/console/sign-in/{channel}", GoAsync).WithMetadata(new ForStrangersAttribute()).ExcludeFromDescription();
        console.MapGet("/console/sign-in/{channel}/back", ComeBackAsync).WithMetadata(new ForStrangersAttribute()).ExcludeFromDescription();
        console.MapForm("/console/sign-out", OutAsync);
        console.MapForm("/console/cinema", ChooseAsync);
    }

    private static async Task<IResult> AsSampleAsync(FormPost post, HttpContext context, ConsoleSessions sessions)
    {
        if (context.RequestServices.GetService(typeof(ISamplePeople)) is not ISamplePeople samples) throw new Refusal(404, "not-found", "没有这个页面");
        var chosen = post.Text("employee");
        var person = (await samples.ListAsync(context.RequestAborted)).FirstOrDefault(p => p.EmployeeId == chosen) ?? throw StaffRefusals.UnknownEmployee();
        await BeginAsync(context, sessions, person.EmployeeId, "sample");
        return Results.Redirect(FormPost.LocalOr(post.Text("to"), "/console"));
    }

    /// <summary>To the platform, with a state that only this browser can bring back, once.</summary>
    private static async Task<IResult> GoAsync(HttpContext context, string channel, string? to, IEnumerable<IStaffSignIn> ways, RedisConnection redis, IOptions<ConsoleOptions> options)
    {
        var way = ways.FirstOrDefault(w => w.Channel == channel) ?? throw new Refusal(404, "not-found", "没有这个页面");
        var visitor = context.Request.Cookies[ConsoleCookies.Visitor];
        if (string.IsNullOrEmpty(visitor)) ConsoleCookies.Set(context, ConsoleCookies.Visitor, visitor = ConsoleSessions.NewSecret());
        var state = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var kept = ConsoleSessions.FormTokenOf(visitor) + "\n" + FormPost.LocalOr(to, "/console");
        await redis.RunAsync(db => db.StringSetAsync(KeyOf(channel, state), kept, WayTime));
        return Results.Redirect(way.AuthorizeUrl(BackTo(context, options.Value, channel), state, way.IsOwnBrowser(context.Request.Headers.UserAgent.ToString())).AbsoluteUri);
    }

    private static async Task<IResult> ComeBackAsync(
        HttpContext context, string channel, IEnumerable<IStaffSignIn> ways, RedisConnection redis, ConsoleSessions sessions, StaffDirectory directory)
    {
        var way = ways.FirstOrDefault(w => w.Channel == channel) ?? throw new Refusal(404, "not-found", "没有这个页面");
        var (code, state) = (way.CodeOf(name => context.Request.Query[name].ToString()), context.Request.Query["state"].ToString());
        if (state.Length is 0 or > 64) return Again("expired");
        // Taken away as it is read: a link that was used, or overheard, leads nowhere.
        var kept = await redis.RunAsync(db => db.StringGetDeleteAsync(KeyOf(channel, state)));
        var visitor = context.Request.Cookies[ConsoleCookies.Visitor];
        if (!kept.HasValue || string.IsNullOrEmpty(visitor) || kept.ToString().Split('\n', 2) is not [var token, var to] || token != ConsoleSessions.FormTokenOf(visitor)) return Again("expired");
        if (string.IsNullOrEmpty(code) || await way.WhoAsync(code, context.RequestAborted) is not { } person) return Again("denied", to);
        if (await directory.FindAsync(channel, person, context.RequestAborted) is not { } member) return Again("stranger", to);
        await BeginAsync(context, sessions, member.EmployeeId, channel);
        return Results.Redirect(to);
    }

    private static async Task<IResult> OutAsync(HttpContext context, Visit visit, ConsoleSessions sessions)
    {
        await sessions.EndAsync(visit.Token!);
        ConsoleCookies.Drop(context, ConsoleCookies.Session);
        return Results.Redirect("/console/sign-in");
    }

    private static async Task<IResult> ChooseAsync(FormPost post, Visit visit, ConsoleSessions sessions)
    {
        var chosen = post.Optional("cinema");
        if (!visit.MayChoose || (chosen is not null && !visit.Cinemas.Any(c => c.Id == chosen))) throw CinemaRefusals.UnknownCinema(chosen ?? "");
        await sessions.ChooseAsync(visit.Token!, visit.Session!, chosen);
        return Results.Redirect(post.Page);
    }

    private static async Task BeginAsync(HttpContext context, ConsoleSessions sessions, string employeeId, string how)
    {
        // Never the secret somebody may have planted before: each session has its own.
        ConsoleCookies.Set(context, ConsoleCookies.Session, await sessions.BeginAsync(employeeId, how));
        ConsoleCookies.Drop(context, ConsoleCookies.Visitor);
    }

    private static Uri BackTo(HttpContext context, ConsoleOptions options, string channel)
    {
        var house = options.PublicUrl.Length > 0 ? options.PublicUrl.TrimEnd('/') : $"{context.Request.Scheme}://{context.Request.Host}";
        return new Uri($"{house}/console/sign-in/{channel}/back");
    }

    private static IResult Again(string why, string to = "/console") => Results.Redirect($"/console/sign-in?why={why}&to={Uri.EscapeDataString(to)}");

    private static string KeyOf(string channel, string state) => $"console:way:{channel}:{state}";
}
