using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Simulators.WeCom;

/// <summary>WeCom (企业微信) for one company with one application, played over HTTP at the real paths, with a phone for every member.</summary>
public static class WeComSimulator
{
    /// <summary>Builds the simulator; the caller starts and stops it. Tokens, codes and limits age by <paramref name="time"/>.</summary>
    /// <exception cref="InvalidOperationException">A required option is missing.</exception>
    public static WebApplication Create(WeComSimulatorOptions options, TimeProvider time)
    {
        options.Check();
        var app = SimulatorHost.Build(options.Url, new DueQueue(time));
        var (faults, calls, settings, tokens, chats) = (new FaultBox(), new CallLog(), new WeComSettings(options), new Tokens(options), new ChatBook(options));
        var (codes, identities) = (new ResponseCodes(settings), new Identities(tokens, chats));
        var customers = new CustomerSends(tokens);
        var seal = new Seal(options.PushToken, options.PushEncodingAESKey, options.CorpId);
        var sender = new CallbackSender(options, settings, seal, time);
        var replies = new PassiveReply(seal, chats, time);
        var phone = new Phone(options, settings, new Deck(chats, codes), sender, replies, time);

        MapPlatform(app, new WeComDoor(time, faults, calls), settings, new Dictionary<string, Func<Call, Answer>>(StringComparer.Ordinal)
        {
            ["gettoken"] = tokens.Give,
            ["message/send"] = new SendMessage(options, settings, tokens, chats, codes).Run,
            ["message/update_template_card"] = new ChangeMessage(options, tokens, chats, codes).Update,
            ["message/recall"] = new ChangeMessage(options, tokens, chats, codes).Recall,
            ["externalcontact/add_msg_template"] = customers.Run,
            ["user/get"] = identities.User,
            ["auth/getuserinfo"] = identities.Who,
        });
        foreach (var login in new[] { "/connect/oauth2/authorize", "/wwlogin/sso/login" })
        {
            app.MapGet(login, (HttpContext http) => http.Request.Query["appid"] != options.CorpId
                ? Results.Text("appid 参数错误", statusCode: 400)
                : LoginPage.Of(http, "企业微信", "code", chats.All.Select(c => (c.Member.UserId, c.Member.Name)), who => identities.Issue(who, time.GetUtcNow())));
        }

        var sim = app.MapGroup("/_sim");
        WeComHooks.MapChats(sim, options, chats);
        WeComHooks.MapPhone(sim, chats, phone, sender, settings);
        WeComHooks.MapSettings(sim, settings, tokens, identities, chats, time);
        customers.Map(sim);
        sim.MapGet("/wecom.css", () => Page.File("wecom.css"));
        SharedHooks.Map(app, faults, calls, "wecom.html", () =>
        {
            chats.Clear();
            customers.Clear();
            codes.Clear();
            identities.Clear();
            sender.Clear();
            settings.Reset();
            tokens.End(forgotten: true);
        });
        app.Lifetime.ApplicationStopped.Register(sender.Dispose);
        return app;
    }

    private static void MapPlatform(IEndpointRouteBuilder app, WeComDoor door, WeComSettings settings, IReadOnlyDictionary<string, Func<Call, Answer>> works)
    {
        foreach (var (path, work) in works)
        {
            app.Map("/cgi-bin/" + path, new RequestDelegate(async http =>
            {
                if (settings.LatencyMs > 0) await Task.Delay(settings.LatencyMs, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await door.ServeAsync(http, work);
            }));
        }
    }
}
