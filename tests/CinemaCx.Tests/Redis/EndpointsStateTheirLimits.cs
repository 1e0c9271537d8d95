using System.Net;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class EndpointsStateTheirLimits
{
    private static readonly RateLimitPolicy[] Policies =
    [
        new("orders", 6, TimeSpan.FromMinutes(1), 2, RateLimitScope.Caller, Shared: true),
        new("address", 60, TimeSpan.FromMinutes(1), 5, RateLimitScope.Address, Shared: true),
        new("reads", 60, TimeSpan.FromMinutes(1), 3, RateLimitScope.Caller, Shared: false),
    ];

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Each_guest_has_an_allowance_and_one_address_has_one_for_all_its_guests(string kind)
    {
        await using var door = await DoorAsync(kind);
        Assert.Equal("200 200 429", await door.CallsAsync("/orders", "gst_1", 3));
        Assert.Equal("200 200 429", await door.CallsAsync("/orders", "gst_2", 3));
        Assert.Equal("200 429", await door.CallsAsync("/orders", "gst_3", 2));
        Assert.Equal("200 200 200 429", await door.CallsAsync("/reads", "gst_1", 4));
        Assert.DoesNotContain("429", await door.CallsAsync("/free", "gst_1", 20));
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task The_refusal_says_when_to_come_back_and_means_it(string kind)
    {
        await using var door = await DoorAsync(kind);
        await door.CallsAsync("/orders", "gst_1", 2);
        using var refused = await door.CallAsync("/orders", "gst_1");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("too-many-requests", await refused.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);

        door.Time.Advance(TimeSpan.FromSeconds(9));
        using var early = await door.CallAsync("/orders", "gst_1");
        Assert.Equal(TimeSpan.FromSeconds(1), early.Headers.RetryAfter!.Delta);
        door.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 429", await door.CallsAsync("/orders", "gst_1", 2));
    }

    [Fact]
    public async Task Settings_raise_a_limit_and_switch_one_off()
    {
        await using var door = await DoorAsync(RedisServers.Embedded, ("RateLimits:Permits:orders", "12"), ("RateLimits:Permits:address", "0"));
        Assert.Equal("200 200 200 200 429", await door.CallsAsync("/orders", "gst_1", 5));
        Assert.Equal("200 200 200 200 429", await door.CallsAsync("/orders", "gst_2", 5));

        await using var open = await DoorAsync(RedisServers.Embedded, ("RateLimits:Enabled", "false"));
        Assert.DoesNotContain("429", await open.CallsAsync("/orders", "gst_1", 20));
    }

    [Fact]
    public async Task Settings_for_a_policy_nobody_knows_and_endpoints_that_name_one_stop_the_start()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => DoorAsync(RedisServers.Embedded, ("RateLimits:Permits:ordres", "12")));
        await Assert.ThrowsAsync<ArgumentException>(() => DoorAsync(RedisServers.Embedded, ("misspell", "true")));
    }

    private static async Task<Door> DoorAsync(string kind, params (string Key, string Value)[] settings)
    {
        var world = RedisWorld.Open(kind);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(world.Connect()).AddRateLimits(Policies[..1]).AddRateLimits(Policies[1..]);
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            context.Features.Set<ICallerFeature>(new Caller(context.Request.Headers.Authorization));
            try
            {
                await next(context);
            }
            catch (Refusal refusal)
            {
                context.Response.StatusCode = refusal.Status;
                context.Response.Headers.RetryAfter = $"{refusal.RetryAfter!.Value.TotalSeconds}";
                await context.Response.WriteAsync(refusal.Code);
            }
        });
        app.UseRateLimits();
        app.MapGroup("").Limit("address").MapGet("/orders", () => "ok").Limit(builder.Configuration["misspell"] is null ? "orders" : "ordres");
        app.MapGet("/reads", () => "ok").Limit("reads");
        app.MapGet("/free", () => "ok");
        await app.StartAsync();
        return new Door(app, world, time);
    }

    private sealed record Caller(string? CallerId) : ICallerFeature;

    private sealed record Door(WebApplication App, RedisWorld World, FakeTimeProvider Time) : IAsyncDisposable
    {
        private readonly HttpClient client = new() { BaseAddress = new Uri(App.Urls.First()) };

        public async Task<HttpResponseMessage> CallAsync(string path, string guest)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", guest);
            return await client.SendAsync(request);
        }

        public async Task<string> CallsAsync(string path, string guest, int times)
        {
            var statuses = new int[times];
            for (var i = 0; i < times; i++)
            {
                using var response = await CallAsync(path, guest);
                statuses[i] = (int)response.StatusCode;
            }

            return string.Join(' ', statuses);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await App.DisposeAsync();
            await World.DisposeAsync();
        }
    }
}
