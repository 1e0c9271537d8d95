using System.Net.Http.Json;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Tests.Feedback;

/// <summary>What stories of the survey have in common.</summary>
internal static class Answers
{
    /// <summary>A house where nobody is on duty: that a bad answer's alarm reaches nobody is logged, as it must be, and is another story.</summary>
    public static async Task<Cinema> OpenAsync(string backing, params (string Key, string? Value)[] settings)
    {
        var cinema = await Cinema.OpenAsync(backing, settings);
        cinema.ExpectErrors();
        return cinema;
    }

    public static string NewId() => "a-" + Guid.NewGuid().ToString("N");

    /// <summary>The code of a QR code of the sample; of the hall's exit where a hall is named.</summary>
    public static async Task<string> TouchpointAsync(this Cinema cinema, TouchpointKind kind, string? hallId = null)
    {
        await cinema.Service<SampleTouchpoints>().EnsureAsync(CancellationToken.None);
        await using var db = cinema.Database.Read();
        return await db.GetTable<TouchpointRow>().Where(t => t.Kind == kind && (hallId == null || t.HallId == hallId)).OrderBy(t => t.Id).Select(t => t.Code).FirstAsync();
    }

    /// <summary>The exit of a hall in which a show ended a few minutes ago.</summary>
    public static async Task<(string Code, Showing Ended)> AfterAShowAsync(this Cinema cinema)
    {
        var showing = await cinema.ShowingAsync(TimeSpan.FromMinutes(30));
        cinema.FastForward(showing.Showtime.EndsAt + TimeSpan.FromMinutes(5) - cinema.Clock.GetUtcNow());
        return (await cinema.TouchpointAsync(TouchpointKind.HallExit, showing.Hall.Id), showing);
    }

    public static async Task<Answer> GiveAsync(this Cinema cinema, object body) => await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/feedback", body));

    public static async Task<List<AnswerRow>> AnswersAsync(this Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<AnswerRow>().OrderBy(a => a.CreatedAt).ToListAsync();
    }

    public static async Task<List<AnswerVersionRow>> VersionsAsync(this Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<AnswerVersionRow>().OrderBy(v => v.Version).ToListAsync();
    }

    /// <summary>Nothing but those unheard alarms went wrong.</summary>
    public static void ShouldHaveGoneWell(this Cinema cinema) => Xunit.Assert.DoesNotContain(cinema.Errors, e => !e.Contains("can be reached", StringComparison.Ordinal));

    public static Database GuestDatabase(this Cinema cinema) => cinema.House.Guest.Services.GetRequiredService<Database>();
}
