using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.Sms;

/// <summary>Tencent Cloud SMS, API 3.0, played over HTTP: one path, the action in a header, every request signed.</summary>
public static class SmsSimulator
{
    /// <summary>Builds the simulator; the caller starts and stops it. Limits and clocks go by <paramref name="time"/>.</summary>
    /// <exception cref="InvalidOperationException">A required option is missing.</exception>
    public static WebApplication Create(SmsSimulatorOptions options, TimeProvider time)
    {
        options.Check();
        var app = SimulatorHost.Build(options.Url, new DueQueue(time));
        var (faults, calls, phones) = (new FaultBox(), new CallLog(), new PhoneBook(options));
        var (door, send) = (new SmsDoor(time, faults, calls), new SendSms(options, phones));
        app.MapPost("/", new RequestDelegate(http => door.ServeAsync(http, send.Run)));

        var sim = app.MapGroup("/_sim");
        sim.MapGet("/phones", () => SimJson.Ok(phones.All()));
        sim.MapGet("/phones/{number}", (string number) => SimJson.Ok(new { number, messages = phones.Of(number) }));
        sim.MapPost("/phones/{number}/unwilling", (string number) =>
        {
            phones.Refuse(number);
            return Results.NoContent();
        });
        SharedHooks.Map(app, faults, calls, "sms.html", phones.Clear);
        return app;
    }
}
