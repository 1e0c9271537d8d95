using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChat;

/// <summary>The WeChat server API for mini-programs, played over HTTP at the real paths.</summary>
public static class WeChatSimulator
{
    /// <summary>Builds the simulator; the caller starts and stops it. Codes and tokens age by <paramref name="time"/>.</summary>
    /// <exception cref="InvalidOperationException">A required option is missing.</exception>
    public static WebApplication Create(WeChatSimulatorOptions options, TimeProvider time)
    {
        options.Check();
        var due = new DueQueue(time);
        var app = SimulatorHost.Build(options.Url, due);
        var (faults, calls, register, guests) = (new FaultBox(), new CallLog(), new TokenRegister(options), new GuestBook(options, time));
        var door = new WeChatDoor(time, faults, calls);
        var tokens = new Tokens(options, register);
        var sessions = new Sessions(register, guests);
        var check = new SecurityCheck(register, guests).Know();

        var book = new MessageBook(options).Know();
        var push = new PushDesk(options, new PushSender(time), due, time).Know();
        var messages = new SendMessages(register, guests, book, push);

        void Map(string path, Func<Call, Answer> work) => app.Map(path, new RequestDelegate(http => door.ServeAsync(http, work)));
        Map("/cgi-bin/stable_token", tokens.Stable);
        Map("/cgi-bin/token", tokens.Legacy);
        Map("/sns/jscode2session", new Login(options, guests).Run);
        Map("/wxa/business/getuserphonenumber", new PhoneNumbers(register, guests).Run);
        Map("/wxa/checksession", sessions.Check);
        Map("/wxa/resetusersessionkey", sessions.Reset);
        Map("/wxa/msg_sec_check", check.Run);
        MapSlow("/cgi-bin/message/subscribe/send", messages.Subscribe);
        MapSlow("/cgi-bin/message/template/send", messages.Template);

        void MapSlow(string path, Func<Call, Answer> work) => app.Map(path, new RequestDelegate(async http =>
        {
            if (book.LatencyMs > 0) await Task.Delay(book.LatencyMs, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await door.ServeAsync(http, work);
        }));

        WeChatHooks.Map(app, options, register, guests, time);
        WeChatHooks.MapChecks(app, options, guests, check, time);
        MessageHooks.Map(app, options, guests, book, push, time);
        PushHooks.Map(app, options, push, time);
        SharedHooks.Map(app, faults, calls, "wechat.html", () =>
        {
            register.Clear();
            guests.Clear();
            check.Know();
            book.Clear();
            due.Clear();
            push.Clear();
        });
        app.Lifetime.ApplicationStopped.Register(push.Dispose);
        return app;
    }
}
