using System.Net;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>
/// One page on which the whole product lives: a guest's phone, the staff's phones, the calls between them, and a switch for everything that can go wrong. It
/// acts for anybody and needs no password, so it exists only where every platform is simulated, and answers only this machine.
/// </summary>
internal static class GlassBoxDoor
{
    public static WebApplication Build(string url, GlassBoxWorld world, IReadOnlyList<PlatformReader> readers, CallBook book, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(url);
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        // A fault may keep a platform silent for half a minute; the page waits as long as the house does.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
        var closing = app.Lifetime.ApplicationStopping;
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var reader in readers) _ = reader.RunAsync(http, world.Platforms[reader.Place], closing);
        });

        app.Use((context, next) =>
        {
            if (IsFromHere(context.Request)) return next(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        app.UseRouting();
        Map(app, world, new Relay(world, http, book), book, time);
        return app;
    }

    private static void Map(WebApplication app, GlassBoxWorld world, Relay relay, CallBook book, TimeProvider time)
    {
        PageFiles.Map(app);
        app.MapGet("/live", context => LiveCalls.RunAsync(context, book, app.Lifetime.ApplicationStopping));
        app.MapGet("/world", context => context.Response.WriteAsJsonAsync(
            new
            {
                Now = time.GetUtcNow(),
                CanEnter = world.UsherToken() is not null,
                Console = world.StaffUrl + "/console",
                Reference = world.GuestUrl + "/reference",
                People = SampleStaff.People.Select(p => new { p.Person, p.Name, Role = StoredWord.Of(p.Role), p.Cinema }),
            },
            LiveCalls.Json,
            context.RequestAborted));
        app.MapPost("/door/entries", relay.EnterAsync);
        app.MapGet("/follow/{openid}", new RequestDelegate(context => relay.FollowAsync(context, context.Request.RouteValues["openid"]!.ToString()!)));
        app.MapPut("/follow/{openid}", new RequestDelegate(context => relay.FollowAsync(context, context.Request.RouteValues["openid"]!.ToString()!)));
        app.Map("/guest/{**rest}", new RequestDelegate(context => relay.GuestAsync(context, Rest(context))));
        app.Map("/sim/{place}/{**rest}", new RequestDelegate(context => relay.PlatformAsync(context, context.Request.RouteValues["place"]!.ToString()!, Rest(context))));
    }

    /// <summary>Another site open in the same browser must not press anything here, nor reach it under a name of its own.</summary>
    private static bool IsFromHere(HttpRequest request)
    {
        var host = request.Host.Host;
        var isLoopback = host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        var origin = request.Headers.Origin.ToString();
        return isLoopback && (origin.Length == 0 || origin == $"{request.Scheme}://{request.Host.Value}");
    }

    private static string Rest(HttpContext context) => context.Request.RouteValues["rest"]?.ToString() ?? "";
}
