using System.Security.Cryptography;
using System.Text;
using CinemaCx.Cinemas;
using CinemaCx.Console.Layout;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Console;

internal sealed record SignedInStaff(StaffMember Member) : ICallerFeature
{
    public string? CallerId => Member.EmployeeId;
}

/// <summary>What stands before every page and form under <c>/console</c>: who is it, may she, does the form come from a page of ours; and what is shown when not.</summary>
internal static class ConsoleGate
{
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Outside the door's pipeline: a form that was refused inside is answered with its page, drawn once more.</summary>
    public static void UseConsoleForms(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!IsConsole(context))
        {
            await next(context);
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        await next(context);
        if (context.Features.Get<FormRefused>() is not { } refused || context.Response.HasStarted) return;
        var at = refused.Page.IndexOf('?');
        (context.Request.Method, context.Request.ContentType) = (HttpMethods.Get, null);
        context.Request.Path = at < 0 ? refused.Page : refused.Page[..at];
        context.Request.QueryString = at < 0 ? QueryString.Empty : new QueryString(refused.Page[at..]);
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == 200) context.Response.StatusCode = refused.Refusal.Status;
            return Task.CompletedTask;
        });
        await next(context);
    });

    /// <summary>Inside the door's pipeline, after routing.</summary>
    public static void UseConsoleVisits(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CinemaCx.Console");
        app.Use(async (context, next) =>
        {
            if (!IsConsole(context))
            {
                await next(context);
                return;
            }

            try
            {
                if (await LetInAsync(context)) await next(context);
            }
            catch (Exception fault) when (!context.Response.HasStarted && !(fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
            {
                var refusal = Problems.Translate(fault);
                if (refusal.Status >= 500) logger.Log(refusal.Status == 500 ? LogLevel.Error : LogLevel.Warning, fault, "{Method} {Path} answered {Status}", context.Request.Method, context.Request.Path, refusal.Status);
                if (IsPost(context) && refusal.Status is >= 400 and < 500 and not 401 && context.Request.HasFormContentType && context.Features.Get<FormRefused>() is null)
                {
                    var values = await context.Request.ReadFormAsync(context.RequestAborted);
                    context.Features.Set(new FormRefused(values[FormPost.FormField].ToString(), FormPost.PageOf(values), refusal, values));
                    return;
                }

                await ShowAsync(context, refusal);
            }
        });
    }

    /// <returns>False when it was answered here.</returns>
    private static async Task<bool> LetInAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) throw new Refusal(404, "not-found", "没有这个页面");
        // Pages are only read; what changes something is posted to an endpoint of its own.
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw new Refusal(405, "method-not-allowed", "不支持这种操作");
        var isForStrangers = endpoint.Metadata.GetMetadata<ForStrangersAttribute>() is not null;
        var visit = context.RequestServices.GetRequiredService<Visit>();
        if (!visit.IsSignedIn && !await RecogniseAsync(context, visit))
        {
            if (!isForStrangers)
            {
                if (IsPost(context) || context.Request.Headers.ContainsKey("X-Live")) throw StaffRefusals.TokenInvalid();
                context.Response.Redirect("/console/sign-in?to=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
                return false;
            }

            Welcome(context, visit);
        }

        if (!isForStrangers && endpoint.Metadata.GetMetadata<ForAttribute>()?.Allows(visit.Member.Role) != true) throw StaffRefusals.NotAllowed();
        if (IsPost(context)) await DemandOwnFormAsync(context, visit);
        return true;
    }

    private static async Task<bool> RecogniseAsync(HttpContext context, Visit visit)
    {
        if (context.Request.Cookies[ConsoleCookies.Session] is not { Length: > 0 } token) return false;
        var services = context.RequestServices;
        var sessions = services.GetRequiredService<ConsoleSessions>();
        if (await sessions.FindAsync(token, isUse: !context.Request.Headers.ContainsKey("X-Live")) is not { } session) return false;
        var employee = await services.GetRequiredService<StaffDirectory>().FindAsync(session.EmployeeId, context.RequestAborted);
        if (employee is not { LeftAt: null }) return false;
        var member = new StaffMember(employee.Id, employee.Name, employee.Role, employee.CinemaId);
        visit.Begin(member, session, token, await services.GetRequiredService<CinemaQueries>().ListAsync(context.RequestAborted));
        context.Features.Set<ICallerFeature>(new SignedInStaff(member));
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Cookies.ContainsKey(ConsoleCookies.Note) && !context.Request.Headers.ContainsKey("X-Live"))
        {
            visit.Tell(await sessions.TakeNoteAsync(token));
            ConsoleCookies.Drop(context, ConsoleCookies.Note);
        }

        return true;
    }

    /// <summary>Somebody without a session: her forms and her way through a platform are bound to a cookie of their own.</summary>
    private static void Welcome(HttpContext context, Visit visit)
    {
        var visitor = context.Request.Cookies[ConsoleCookies.Visitor];
        if (string.IsNullOrEmpty(visitor) && context.GetEndpoint()!.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            visitor = ConsoleSessions.NewSecret();
            ConsoleCookies.Set(context, ConsoleCookies.Visitor, visitor);
        }

        if (!string.IsNullOrEmpty(visitor)) visit.BeginAsStranger(visitor);
    }

    private static async Task DemandOwnFormAsync(HttpContext context, Visit visit)
    {
        if (!context.Request.HasFormContentType) throw new Refusal(415, "unsupported-media-type", "请使用表单提交");
        var token = (await context.Request.ReadFormAsync(context.RequestAborted))[FormPost.TokenField].ToString();
        if (visit.FormToken.Length == 0 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(visit.FormToken)))
            throw new Refusal(400, "form-expired", "页面已过期，请再提交一次");
    }

    private static async Task ShowAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        // What was thrown inside a page finds this there already, and the framework adds it only once.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        // The renderer of a page that broke off draws no other: the refusal gets services of its own, and the visit as it was.
        var services = context.RequestServices;
        await using var fresh = services.CreateAsyncScope();
        fresh.ServiceProvider.GetRequiredService<Visit>().Continue(services.GetRequiredService<Visit>());
        context.RequestServices = fresh.ServiceProvider;
        try
        {
            var page = new RazorComponentResult<RefusedPage>(new { refusal.Status, refusal.Sentence }) { StatusCode = refusal.Status };
            await page.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private static bool IsConsole(HttpContext context) => context.Request.Path.StartsWithSegments("/console", StringComparison.Ordinal);

    private static bool IsPost(HttpContext context) => HttpMethods.IsPost(context.Request.Method);
}
