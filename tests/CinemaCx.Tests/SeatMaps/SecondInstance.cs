using CinemaCx.MiniProgramApi;
using CinemaCx.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Tests.SeatMaps;

/// <summary>Another process's guest door, as good as: it shares the house's database, Redis, platforms and clock, and nothing in memory.</summary>
internal sealed class SecondInstance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecondInstance(WebApplication app) => (_app, Http) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });

    public HttpClient Http { get; }

    public static async Task<SecondInstance> OpenAsync(Cinema cinema)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(cinema.House.Guest.Configuration);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(cinema.Clock);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddGuestDoor();
        var app = builder.Build();
        app.MapGuestDoor();
        await app.StartAsync();
        return new SecondInstance(app);
    }

    public async Task<Answer> GetAsync(string path, string? token = null, string? tag = null) => await Http.AskAsync(path, token, tag);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal static class Asking
{
    /// <summary>GET with a session and an ETag, where given.</summary>
    public static async Task<Answer> AskAsync(this HttpClient http, string path, string? token = null, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }
}
