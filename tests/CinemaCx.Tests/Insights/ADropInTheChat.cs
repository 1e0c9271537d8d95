using CinemaCx.Insights;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>Scores drop: those who answer for it hear of it in their chat, once, and one of them says that she knows.</summary>
public sealed class ADropInTheChat
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_drop_rings_once_until_somebody_knows_of_it_and_can_ring_again_then(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing, ("Insights:LearnFirst", "0"));
        var (duty, manager) = (cinema.Phone("lijing"), cinema.Phone("chenming"));
        var exit = await cinema.ExitAsync();
        for (var i = 0; i < 8; i++) (await cinema.AnswersAsync(exit, 1)).ShouldBe(201);

        var card = await duty.SeesAsync(c => c.Title.EndsWith("总体评分下降", StringComparison.Ordinal), "a drop");
        await manager.SeesAsync(c => c.Title == card.Title, "the same");
        Assert.Equal(["知悉"], card.Buttons);
        var alarm = Assert.Single(await AlarmsAsync(cinema));
        Assert.Equal((1, alarm.Count), (alarm.Mean, alarm.Total));
        Assert.True(alarm.SumMilli > alarm.LimitMilli);
        Assert.Equal(alarm.Count, (await cinema.Service<AnswersBehind>().OfAlarmAsync(alarm, CancellationToken.None)).Count);

        await duty.PressAsync(card, DropCards.Acknowledge);

        await duty.SeesAsync(c => c.Title == card.Title && c.Status == "李静 已知悉", "that she knows");
        await manager.SeesAsync(c => c.Title == card.Title && c.Status == "李静 已知悉", "who knows");
        Assert.Equal("J1 已由同事知悉", await manager.SaysAsync("知悉 J1"));
        Assert.StartsWith("没有找到评分预警", await cinema.Phone("zhoufang").SaysAsync("知悉 J1"), StringComparison.Ordinal);
        // The sum begins anew: it rings again only for what comes now.
        for (var i = 0; i < 8; i++) (await cinema.AnswersAsync(exit, 1)).ShouldBe(201);
        await Cinema.EventuallyAsync(async () => (await AlarmsAsync(cinema)).Count == 2, "it rings again");
        var again = (await AlarmsAsync(cinema))[1];
        Assert.True(again.FirstSeq > alarm.LastSeq);
        Assert.Equal("J2 已知悉，请查看现场", await duty.SaysAsync("知悉 J2"));
        await Cinema.EventuallyAsync(async () => (await AlarmsAsync(cinema))[1].AcknowledgedAt is not null, "it is written down");
        await cinema.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task A_house_that_does_not_know_yet_what_is_usual_rings_for_nothing()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        var exit = await cinema.ExitAsync();
        for (var i = 0; i < 8; i++) (await cinema.AnswersAsync(exit, 1)).ShouldBe(201);
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                return await db.GetTable<RatingRow>().CountAsync() == 8;
            },
            "all are counted");

        Assert.Empty(await AlarmsAsync(cinema));
    }

    private static async Task<List<DropAlarmRow>> AlarmsAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<DropAlarmRow>().OrderBy(a => a.Number).ToListAsync();
    }
}
