using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>DingTalk's server API, both generations, its Stream gateway and the phones of an organisation, at the real paths.</summary>
public static class DingTalkSimulator
{
    /// <summary>Builds the simulator; the caller starts and stops it. Tokens, tickets and webhooks age by <paramref name="time"/>, connections in real time.</summary>
    /// <exception cref="InvalidOperationException">A required option is missing.</exception>
    public static WebApplication Create(DingTalkSimulatorOptions options, TimeProvider time)
    {
        options.Check();
        var app = SimulatorHost.Build(options.Url, new DueQueue(time));
        app.UseWebSockets();
        var (faults, calls, tokens, limits) = (new FaultBox(), new CallLog(), new AppTokens(options), new Limits(options));
        var (phones, store, guard) = (new Phones(options), new CardStore(), new Guard(tokens, limits));
        var (gateway, robot) = (new StreamGateway(options, faults, time), new RobotCalls(options, guard, phones));
        var cards = new CardCalls(options, guard, store, phones);
        var (teller, events) = (new Teller(options, gateway, store, robot, time), new EventPush(options, time));
        app.Lifetime.ApplicationStopping.Register(() => gateway.Drop());
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            teller.Dispose();
            events.Dispose();
        });

        var door = new DingTalkDoor(time, faults, calls);
        void Map(string path, Func<Call, Answer> work) => app.Map(path, new RequestDelegate(http => door.ServeAsync(http, work)));
        Map("/v1.0/oauth2/accessToken", tokens.New);
        Map("/gettoken", tokens.Legacy);
        var logins = new Logins(options, tokens);
        Map("/v1.0/oauth2/userAccessToken", logins.Token);
        Map("/v1.0/contact/users/me", logins.Me);
        Map("/topapi/user/getbyunionid", logins.ByUnionId);
        app.MapGet("/oauth2/auth", (HttpContext http) => http.Request.Query["client_id"] != options.AppKey
            ? Results.Text("client_id 不正确", statusCode: 400)
            : LoginPage.Of(http, "钉钉", "authCode", options.Members.Select(m => (m.StaffId, m.Name)), who => logins.Issue(who, time.GetUtcNow())));
        Map("/v1.0/robot/oToMessages/batchSend", robot.BatchSend);
        Map("/robot/sendBySession", robot.SendBySession);
        Map("/v1.0/card/instances", cards.Instances);
        Map("/v1.0/card/instances/deliver", cards.Deliver);
        Map("/v1.0/card/instances/createAndDeliver", cards.CreateAndDeliver);
        Map("/v1.0/card/callbacks/register", cards.Register);
        Map("/v1.0/gateway/connections/open", gateway.Open);
        app.Map("/connect", new RequestDelegate(gateway.ConnectAsync));

        DingTalkHooks.Map(app, phones, store, teller, time);
        DingTalkHooks.MapPlatform(app, tokens, limits, gateway, teller, events);
        app.MapGet("/_sim/dingtalk.css", () => Page.File("dingtalk.css"));
        SharedHooks.Map(app, faults, calls, "dingtalk.html", () =>
        {
            phones.Clear();
            store.Cards.Clear();
            robot.Clear();
            limits.Clear();
            gateway.Clear();
        });
        return app;
    }
}
