using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Reports;

/// <summary>The sample's first cinema, a day of it, and the morning after.</summary>
internal sealed class Morning : IAsyncDisposable
{
    /// <summary>The day the house opens.</summary>
    public static readonly DateOnly Day = new(2026, 11, 22);

    private readonly OutboxDispatcher _second;

    private Morning(Cinema cinema, CinemaRow first, OutboxDispatcher second) => (Cinema, First, _second) = (cinema, first, second);

    public Cinema Cinema { get; }

    public CinemaRow First { get; }

    public static async Task<Morning> OpenAsync(string backing, params (string Key, string? Value)[] settings)
    {
        var cinema = await Cinema.OpenAsync(backing, [("Reports:Enabled", "true"), .. settings]);
        await cinema.Service<SampleStaff>().EnsureAsync(CancellationToken.None);
        await cinema.Service<SampleTouchpoints>().EnsureAsync(CancellationToken.None);
        // A second instance that delivers whatever comes first to it.
        var second = new OutboxDispatcher(
            cinema.Database, cinema.Service<EventCatalog>(), cinema.Service<RedisSignal>(), cinema.Clock, cinema.House.Staff.Services, NullLogger<OutboxDispatcher>.Instance);
        await second.StartAsync(CancellationToken.None);
        await using var db = cinema.Database.Read();
        return new Morning(cinema, await db.GetTable<CinemaRow>().OrderBy(c => c.Code).FirstAsync(), second);
    }

    /// <summary>The clock of the first cinema's wall.</summary>
    public void GoTo(DateOnly day, int hour, int minute = 0) =>
        Cinema.FastForward(BusinessDay.At(day, new TimeOnly(hour, minute), First.Zone) - Cinema.Clock.GetUtcNow());

    /// <summary>A showtime of the first cinema later that day.</summary>
    public async Task<Showing> ShowingAsync(int skip = 0)
    {
        var soon = Cinema.Clock.GetUtcNow().AddHours(1);
        await using var db = Cinema.Database.Read();
        var id = await db.GetTable<ShowtimeRow>().Where(s => s.CinemaId == First.Id && s.BusinessDay == Day && s.StartsAt > soon)
            .OrderBy(s => s.StartsAt).ThenBy(s => s.Id).Select(s => s.Id).Skip(skip).FirstAsync();
        return (await Cinema.Service<ShowtimeCatalog>().FindAsync(id, CancellationToken.None))!;
    }

    public async Task AnswersAsync(int stars, int? nps, object? stages = null)
    {
        string code;
        await using (var db = Cinema.Database.Read())
        {
            code = (await db.GetTable<TouchpointRow>().Where(t => t.CinemaId == First.Id && t.HallId != null).OrderBy(t => t.Name).FirstAsync()).Code;
        }

        var answer = await Answer.ReadAsync(await Cinema.Http.PostAsJsonAsync(
            "/api/v1/feedback", new { id = "ans" + Guid.NewGuid().ToString("N"), touchpoint = code, device = Guid.NewGuid().ToString("N"), stars, nps, stages, chips = Array.Empty<string>() }));
        Assert.InRange((int)answer.Status, 200, 201);
    }

    /// <summary>What one of the staff sees in WeCom: every report's card and every picture.</summary>
    public async Task<(IReadOnlyList<JsonElement> Cards, IReadOnlyList<string> Pictures)> SeesAsync(string person)
    {
        var items = JsonDocument.Parse(await Cinema.Http.GetStringAsync($"{WeCom}/_sim/chats/{person}")).RootElement.GetProperty("items").EnumerateArray().ToList();
        return (
            [.. items.Where(i => i.GetProperty("kind").GetString() == "card" && i.GetProperty("card").GetProperty("source").GetString()!.EndsWith('报')).Select(i => i.GetProperty("card"))],
            [.. items.Where(i => i.GetProperty("kind").GetString() == "image").Select(i => i.GetProperty("picture").GetString()!)]);
    }

    public Task<byte[]> PictureAsync(string platform, string media) => Cinema.Http.GetByteArrayAsync($"{platform}/_sim/media/{Uri.EscapeDataString(media)}");

    public string WeCom => StandaloneHouse.UrlOf(Cinema.House.WeCom!);

    public string DingTalk => StandaloneHouse.UrlOf(Cinema.House.DingTalk!);

    public async Task SqlAsync(string sql)
    {
        await using var db = await Cinema.Database.BeginAsync();
        await db.ExecuteAsync(sql);
        await db.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _second.StopAsync(CancellationToken.None);
        _second.Dispose();
        await Cinema.DisposeAsync();
    }
}
