using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>WeChat Pay APIv3 for one direct merchant, played over HTTP at the real paths.</summary>
public static class WeChatPaySimulator
{
    /// <summary>
    /// Builds the simulator; the caller starts and stops it. Every due time (expiry, refunds, notification retries) is
    /// compared with <paramref name="time"/>, so a clock that jumps makes things due at once.
    /// </summary>
    /// <exception cref="InvalidOperationException">A required option is missing.</exception>
    public static WebApplication Create(WeChatPaySimulatorOptions options, TimeProvider time)
    {
        options.Check();
        var due = new DueQueue(time);
        var app = SimulatorHost.Build(options.Url, due);
        var (faults, calls, book, settings) = (new FaultBox(), new CallLog(), new PaymentBook(), new PlatformSettings(options));
        var (keys, envelope, check) = (new PlatformKeys(options, time), new Envelope(options.ApiV3Key), new RequestCheck(options, time));
        var sender = new NotificationSender(keys, envelope, time);
        var notifier = new Notifier(options, sender, due, time);
        var desk = new RefundDesk(options, settings, book, due, notifier, time);
        var phone = new Phone(options, book, notifier, time);

        MapPlatform(app, new WeChatPayDoor(check, keys, time, faults, calls), new Prepay(options, book), new Transactions(options, book), desk, new Certificates(keys, envelope));
        PaymentHooks.Map(app, book, phone);
        RefundHooks.Map(app, book, desk, settings);
        NotificationHooks.Map(app, options, book, notifier, time);
        KeyHooks.Map(app, options, keys);
        SharedHooks.Map(app, faults, calls, "pay.html", () =>
        {
            due.Clear();
            book.Clear();
            notifier.Clear();
            settings.Reset();
        });
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            sender.Dispose();
            phone.Dispose();
            check.Dispose();
            keys.Dispose();
        });
        return app;
    }

    private static void MapPlatform(
        WebApplication app, WeChatPayDoor door, Prepay prepay, Transactions transactions, RefundDesk desk, Certificates certificates)
    {
        Func<HttpContext, Task> Serve(Func<Call, Answer> work) => http => door.ServeAsync(http, work);
        app.MapPost("/v3/pay/transactions/jsapi", new RequestDelegate(Serve(prepay.Run)));
        app.MapGet("/v3/pay/transactions/out-trade-no/{no}", new RequestDelegate(Serve(transactions.ByOutTradeNo)));
        app.MapGet("/v3/pay/transactions/id/{id}", new RequestDelegate(Serve(transactions.ById)));
        app.MapPost("/v3/pay/transactions/out-trade-no/{no}/close", new RequestDelegate(Serve(transactions.Close)));
        app.MapPost("/v3/refund/domestic/refunds", new RequestDelegate(Serve(desk.Apply)));
        app.MapGet("/v3/refund/domestic/refunds/{no}", new RequestDelegate(Serve(desk.Show)));
        app.MapGet("/v3/certificates", new RequestDelegate(Serve(certificates.List)));
        app.Map("/v3/{**rest}", new RequestDelegate(Serve(_ => PayErrors.NotFound("请求的资源不存在"))));
    }
}
