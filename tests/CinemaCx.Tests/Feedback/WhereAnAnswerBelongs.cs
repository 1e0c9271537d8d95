using CinemaCx.Feedback;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>From a ticket everything is known, from a QR code place and time; the show is inferred from hall and clock.</summary>
public sealed class WhereAnAnswerBelongs
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_a_halls_exit_it_is_of_the_show_that_just_ended(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, ended) = await cinema.AfterAShowAsync();
        var id = Answers.NewId();

        (await cinema.GiveAsync(new { id, touchpoint = code, device = "phone-1", stars = 1, chips = new[] { "too-cold", "picture" }, phone = "138 1234 5678", contactConsent = true })).ShouldBe(201);

        var answer = (await cinema.Service<FeedbackQueries>().FindAsync(id, CancellationToken.None))!;
        Assert.Equal((ended.Id, ended.Film.Title, ended.Hall.Name, ended.Cinema.Name), (answer.ShowtimeId, answer.FilmTitle, answer.HallName, answer.CinemaName));
        Assert.Equal(ended.LocalStart, answer.StartsAt);
        Assert.Equal(["facility", "av"], answer.Categories);
        Assert.Equal(("138****5678", true), (answer.PhoneMask, answer.HasPhone));
        Assert.Null(answer.Seat);
        Assert.Equal("+8613812345678", await cinema.Service<FeedbackQueries>().RevealPhoneAsync(id, CancellationToken.None));
        var row = Assert.Single(await cinema.AnswersAsync());
        Assert.DoesNotContain("1234", row.PhoneBox, StringComparison.Ordinal);
        Assert.DoesNotContain("13812345678", string.Join("", (await cinema.VersionsAsync()).Select(v => v.Body)), StringComparison.Ordinal);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_answer_that_the_network_held_back_is_of_the_show_when_it_was_given(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, ended) = await cinema.AfterAShowAsync();
        cinema.FastForward(TimeSpan.FromHours(4));
        var (late, now) = (Answers.NewId(), Answers.NewId());

        (await cinema.GiveAsync(new { id = late, touchpoint = code, device = "phone-1", stars = 2, ageSeconds = 4 * 3600 })).ShouldBe(201);
        (await cinema.GiveAsync(new { id = now, touchpoint = code, device = "phone-1", stars = 2 })).ShouldBe(201);

        var answers = (await cinema.AnswersAsync()).ToDictionary(a => a.Id, a => a.ShowtimeId);
        Assert.Equal(ended.Id, answers[late]);
        Assert.NotEqual(ended.Id, answers[now]);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task From_a_ticket_film_seat_and_guest_are_known_and_only_she_may_give_it(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (guest, stranger) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var showing = await cinema.ShowingAsync();
        var order = await guest.BuysAsync(showing, 1);
        var ticketId = order.Tickets[0].TicketId;
        var body = new { id = Answers.NewId(), ticketId, stars = 1, comment = "空调太冷了" };

        (await stranger.PostAsync("/api/v1/feedback", body)).ShouldRefuse(404, "ticket-not-found");
        (await cinema.GiveAsync(body)).ShouldRefuse(401, "session-required");
        (await guest.PostAsync("/api/v1/feedback", body)).ShouldBe(201);

        var answer = (await cinema.Service<FeedbackQueries>().FindAsync(body.id, CancellationToken.None))!;
        Assert.Equal((showing.Film.Title, showing.Hall.Name, order.Id), (answer.FilmTitle, answer.HallName, answer.OrderId));
        Assert.Equal(showing.Plan.Find(order.Tickets[0].Seat)!.Spoken, answer.SeatSpoken);
        Assert.StartsWith("gst_", answer.GuestId, StringComparison.Ordinal);
        (await stranger.GetAsync($"/api/v1/feedback/{body.id}")).ShouldRefuse(404, "answer-not-found");
        (await stranger.GetAsync($"/api/v1/tickets/{ticketId}/feedback")).ShouldRefuse(404, "ticket-not-found");
        var seen = (await guest.GetAsync($"/api/v1/tickets/{ticketId}/feedback")).ShouldBe(200).Body;
        Assert.Equal("空调太冷了", seen.GetProperty("answer").GetProperty("comment").GetString());

        // The same ticket's link needs no login, and nobody can make one for another ticket.
        var path = seen.GetProperty("path").GetString()!;
        Assert.Contains("您已评价过", (await Answer.ReadAsync(await cinema.Http.GetAsync(path))).ShouldBe(200).Text, StringComparison.Ordinal);
        var forged = path[..^1] + (path[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(404, (await Answer.ReadAsync(await cinema.Http.GetAsync(forged[..^1] + "-" + forged[^1]))).Status);
        Assert.Equal(404, (await Answer.ReadAsync(await cinema.Http.GetAsync(path.Replace(path[6], path[6] == '0' ? '1' : '0')))).Status);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Scanned_twice_in_one_show_it_is_found_and_may_be_changed_and_the_next_show_is_another(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, _) = await cinema.AfterAShowAsync();
        var (first, second, device) = (Answers.NewId(), Answers.NewId(), "phone-1");
        (await cinema.GiveAsync(new { id = first, touchpoint = code, device, stars = 2, comment = "吵" })).ShouldBe(201);

        var again = (await cinema.GiveAsync(new { id = second, touchpoint = code, device, stars = 5 })).ShouldBe(200).Body;
        Assert.True(again.GetProperty("answeredBefore").GetBoolean());
        Assert.Equal((first, 2), (again.GetProperty("id").GetString(), again.GetProperty("stars").GetInt32()));

        var changed = (await cinema.GiveAsync(new { id = first, touchpoint = code, device, stars = 4 })).ShouldBe(200).Body;
        Assert.Equal((4, 2, "吵"), (changed.GetProperty("stars").GetInt32(), changed.GetProperty("version").GetInt32(), changed.GetProperty("comment").GetString()));
        (await cinema.GiveAsync(new { id = first, touchpoint = code, device = "phone-2", stars = 1 })).ShouldRefuse(409, "answer-id-taken");

        cinema.FastForward(TimeSpan.FromHours(12));
        (await cinema.GiveAsync(new { id = second, touchpoint = code, device, stars = 5 })).ShouldBe(201);
        cinema.FastForward(TimeSpan.FromDays(8));
        (await cinema.GiveAsync(new { id = first, touchpoint = code, device, stars = 4 })).ShouldBe(200);
        (await cinema.GiveAsync(new { id = first, touchpoint = code, device, stars = 3 })).ShouldRefuse(409, "answer-closed");
        cinema.ShouldHaveGoneWell();
    }

    [Theory]
    [InlineData(-10, null)]
    [InlineData(0, "first")]
    [InlineData(119, "first")]
    [InlineData(120, "first")]
    // The next show has begun, but who comes out now saw the one before.
    [InlineData(145, "first")]
    [InlineData(159, "first")]
    [InlineData(160, "second")]
    [InlineData(285, "second")]
    [InlineData(286, null)]
    public void The_show_that_ended_counts_until_the_next_has_run_for_a_while(int minutes, string? expected)
    {
        var noon = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        IReadOnlyList<HallShow> shows = [new("first", noon, noon.AddMinutes(120)), new("second", noon.AddMinutes(140), noon.AddMinutes(240))];

        Assert.Equal(expected, ShowInference.Infer(shows, noon.AddMinutes(minutes), TimeSpan.FromMinutes(45))?.Id);
    }

    [Theory]
    [InlineData("2026-11-22T08:00:00+08:00", "2026-11-22-morning")]
    [InlineData("2026-11-22T12:00:00+08:00", "2026-11-22-afternoon")]
    [InlineData("2026-11-22T23:59:00+08:00", "2026-11-22-evening")]
    [InlineData("2026-11-23T00:40:00+08:00", "2026-11-22-evening")]
    public void Where_no_show_is_the_occasion_is_a_part_of_the_business_day(string at, string expected) => Assert.Equal(
        expected, ShowInference.PartOfDay(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")));
}
