using System.Globalization;
using CinemaCx.Messages;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>Nobody is disturbed unasked at night, by the clock of her cinema.</summary>
public sealed class TheNightIsQuiet
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Theory]
    [InlineData("21:30", "09:00", "2026-11-22 21:29:59", null)]
    [InlineData("21:30", "09:00", "2026-11-22 21:30:00", "2026-11-23 09:00")]
    [InlineData("21:30", "09:00", "2026-11-22 23:59:59", "2026-11-23 09:00")]
    [InlineData("21:30", "09:00", "2026-11-23 00:00:00", "2026-11-23 09:00")]
    [InlineData("21:30", "09:00", "2026-11-23 08:59:59", "2026-11-23 09:00")]
    [InlineData("21:30", "09:00", "2026-11-23 09:00:00", null)]
    [InlineData("12:00", "14:00", "2026-11-22 13:00:00", "2026-11-22 14:00")]
    [InlineData("12:00", "14:00", "2026-11-22 15:00:00", null)]
    [InlineData("00:00", "00:00", "2026-11-22 03:00:00", null)]
    [InlineData("22:00", "00:00", "2026-11-22 23:00:00", "2026-11-23 00:00")]
    public void Silence_ends_in_the_morning(string from, string to, string local, string? ends)
    {
        var quiet = QuietHours.Read(from, to)!;
        var at = new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
        var expected = ends is null ? (DateTimeOffset?)null : new DateTimeOffset(DateTime.Parse(ends, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();
        Assert.Equal(expected, quiet.EndOf(at, China));
    }

    [Fact]
    public void The_same_instant_is_night_in_one_place_and_day_in_another()
    {
        var quiet = QuietHours.Read("21:30", "09:00")!;
        var at = new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.FromHours(8));
        Assert.Null(quiet.EndOf(at, China));
        Assert.NotNull(quiet.EndOf(at, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_offer_waits_for_the_morning_and_a_reply_does_not(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostPerGuest", "5"));
        var scene = await MessageStories.SceneAsync(cinema);
        var guest = (await scene.GuestsAsync(1, credits: 2))[0];
        await scene.GrantAsync([guest], "sim-case-reply", 1);
        await MessageStories.CreditAsync(scene, guest, "sim-case-reply");
        cinema.FastForward(new DateTimeOffset(2026, 11, 22, 23, 30, 0, TimeSpan.FromHours(8)) - cinema.Clock.GetUtcNow());

        await scene.QueueAsync("offer", MessageScene.OfferValues, [guest], "night");
        await scene.QueueAsync("case-reply", MessageScene.ReplyValues, [guest], null);
        await Cinema.EventuallyAsync(async () => (await scene.RowsAsync("night"))[0].Reason == "quiet-hours" && (await scene.ShownAsync()).GetValueOrDefault(guest) == 1, "the reply comes and the offer waits");
        var waiting = (await scene.RowsAsync("night"))[0];
        Assert.Equal((GuestMessageState.Queued, new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero)), (waiting.State, waiting.DueAt));

        cinema.FastForward(TimeSpan.FromHours(9.4));
        await Task.Delay(700);
        Assert.Equal(1, (await scene.ShownAsync())[guest]);
        cinema.FastForward(TimeSpan.FromMinutes(7));
        await Cinema.EventuallyAsync(async () => (await scene.ShownAsync())[guest] == 2, "the offer comes in the morning");
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>The same night where the house keeps no quiet hours.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_quiet_hours_the_offer_wakes_her(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostPerGuest", "5"), ("Messages:QuietFrom", "00:00"), ("Messages:QuietTo", "00:00"));
        var scene = await MessageStories.SceneAsync(cinema);
        var guest = (await scene.GuestsAsync(1))[0];
        cinema.FastForward(new DateTimeOffset(2026, 11, 22, 23, 30, 0, TimeSpan.FromHours(8)) - cinema.Clock.GetUtcNow());

        await scene.QueueAsync("offer", MessageScene.OfferValues, [guest], "night");
        await Cinema.EventuallyAsync(async () => (await scene.ShownAsync()).GetValueOrDefault(guest) == 1, "the offer comes at night");
    }
}
