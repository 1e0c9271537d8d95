using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CinemaCx.Feedback;
using CinemaCx.Platform.Events;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>Double taps, retries and phones that send at the same moment make one answer, and its news is told once per version.</summary>
public sealed partial class OneAnswer
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Sixty_four_sendings_of_one_tap_are_one_answer_and_one_piece_of_news(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        var commits = WatchCommits(cinema);
        var (id, device) = (Answers.NewId(), Answers.NewId());

        var answers = await Crowd.AtOnceAsync(64, _ => cinema.GiveAsync(new { id, touchpoint = code, device, stars = 1 }));

        Assert.All(answers, a => Assert.Contains(a.Status, new[] { 200, 201 }));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers, a => Assert.Equal(id, a.Body.GetProperty("id").GetString()));
        Assert.Equal(1, Assert.Single(await cinema.AnswersAsync()).Version);
        Assert.Single(await cinema.VersionsAsync());
        AssertOnePieceOfNewsEach(cinema, commits, versions: 1);
        cinema.ShouldHaveGoneWell();
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Taps_on_different_stars_at_once_are_versions_of_one_answer(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Concession);
        var commits = WatchCommits(cinema);
        var (id, device) = (Answers.NewId(), Answers.NewId());

        var answers = await Crowd.AtOnceAsync(40, i => cinema.GiveAsync(new { id, touchpoint = code, device, stars = 1 + (i % 5) }));

        Assert.All(answers, a => Assert.Contains(a.Status, new[] { 200, 201 }));
        var row = Assert.Single(await cinema.AnswersAsync());
        var versions = await cinema.VersionsAsync();
        // No number is missing and none is there twice, and the last one is what stands.
        Assert.Equal(Enumerable.Range(1, (int)row.Version).Select(n => (long)n), versions.Select(v => v.Version));
        Assert.Contains($"\"stars\":{row.Stars},", versions[^1].Body, StringComparison.Ordinal);
        AssertOnePieceOfNewsEach(cinema, commits, versions.Count);
        cinema.ShouldHaveGoneWell();
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_answers_of_one_ticket_are_one_and_the_others_are_told_of_it(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (guest, ticketId) = await BuyAsync(cinema);

        var answers = await Crowd.AtOnceAsync(
            Crowd.Size, i => guest.PostAsync("/api/v1/feedback", new { id = Answers.NewId(), ticketId, stars = 1 + (i % 5) }));

        var first = Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Except([first]), a =>
        {
            a.ShouldBe(200);
            Assert.True(a.Body.GetProperty("answeredBefore").GetBoolean());
            Assert.Equal(first.Body.GetProperty("id").GetString(), a.Body.GetProperty("id").GetString());
            Assert.Equal(first.Body.GetProperty("stars").GetInt32(), a.Body.GetProperty("stars").GetInt32());
        });
        Assert.Single(await cinema.AnswersAsync());
        Assert.Single(await cinema.VersionsAsync());
        cinema.ShouldHaveGoneWell();
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_uniqueness_of_the_ticket_there_would_be_many(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (guest, ticketId) = await BuyAsync(cinema);
        cinema.GuestDatabase().RewriteSql = TicketNeedNotBeNew;

        await Crowd.AtOnceAsync(Crowd.Size, i => guest.PostAsync("/api/v1/feedback", new { id = Answers.NewId(), ticketId, stars = 1 + (i % 5) }));

        Assert.Equal(Crowd.Size, (await cinema.AnswersAsync()).Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_id_a_second_tap_would_fail(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        cinema.ExpectErrors();
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        cinema.GuestDatabase().RewriteSql = sql => sql.Replace("ON CONFLICT DO NOTHING RETURNING id", "RETURNING id", StringComparison.Ordinal);
        var (id, device) = (Answers.NewId(), Answers.NewId());

        var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => cinema.GiveAsync(new { id, touchpoint = code, device, stars = 1 }));

        Assert.Contains(answers, a => a.Status >= 500);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_phone_cannot_flood_and_another_is_not_held_up_by_it(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing, ("Feedback:MostPerDeviceAndHour", "2"));
        var device = Answers.NewId();
        foreach (var kind in new[] { TouchpointKind.Washroom, TouchpointKind.Concession })
            (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = await cinema.TouchpointAsync(kind), device, stars = 1 })).ShouldBe(201);
        var machine = await cinema.TouchpointAsync(TouchpointKind.TicketMachine);

        var refused = (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = machine, device, stars = 1 })).ShouldRefuse(429, "too-many-answers");

        Assert.Equal("1800", refused.Headers["Retry-After"]);
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = machine, device = Answers.NewId(), stars = 1 })).ShouldBe(201);
        cinema.FastForward(TimeSpan.FromMinutes(61));
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = machine, device, stars = 1 })).ShouldBe(201);
        Assert.Equal(4, (await cinema.AnswersAsync()).Count);
        cinema.ShouldHaveGoneWell();
    }

    private static async Task<(Guest Guest, string TicketId)> BuyAsync(Cinema cinema)
    {
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync(), 1);
        return (guest, order.Tickets[0].TicketId);
    }

    /// <summary>Every script that writes down a version.</summary>
    private static ConcurrentQueue<string> WatchCommits(Cinema cinema)
    {
        var seen = new ConcurrentQueue<string>();
        cinema.GuestDatabase().RewriteSql = sql =>
        {
            if (sql.Contains("INSERT INTO answer_versions", StringComparison.Ordinal)) seen.Enqueue(sql);
            return sql;
        };
        return seen;
    }

    private static void AssertOnePieceOfNewsEach(Cinema cinema, ConcurrentQueue<string> commits, int versions)
    {
        var handlers = cinema.Service<EventCatalog>().HandlersOf(typeof(FeedbackGiven)).Count();
        Assert.True(handlers > 0, "nobody wants the news");
        Assert.Equal(versions, commits.Count);
        Assert.All(commits, sql => Assert.Equal(handlers, News().Count(sql)));
    }

    /// <summary>A ticket is written under another name each time, so that its uniqueness stops nobody.</summary>
    private static string TicketNeedNotBeNew(string sql) => AnswerValues().Replace(sql, "${head}${ticket} || ${id},");

    [GeneratedRegex("INSERT INTO outbox ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex News();

    [GeneratedRegex(@"(?<head>INSERT INTO answers [^;]*?VALUES \((?<id>@p\d+), @p\d+, )(?<ticket>@p\d+),", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnswerValues();
}
