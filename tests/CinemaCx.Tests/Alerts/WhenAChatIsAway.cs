using CinemaCx.Alerts;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>A platform that is away holds up no alert: the chain goes on to the next channel within seconds, not at the next step's hour.</summary>
public sealed class WhenAChatIsAway
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_other_chat_has_it_within_seconds_and_the_first_once_when_it_is_back(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing, ("WeCom:Timeout", "1000"));
        cinema.ExpectErrors();
        var weCom = StandaloneHouse.UrlOf(cinema.House.WeCom!);
        await cinema.SimAsync(weCom, "faults", new { path = "/cgi-bin/", kind = "http", status = 500, times = -1 });
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "有人受伤")).ShouldBe(201);
        await cinema.DingTalkPhone(TwoChats.AtWeCom).SeesAsync(c => c.Buttons.Contains("受理"), "the card, without a clock being moved");
        Assert.Equal(0, await cinema.Phone(TwoChats.AtWeCom).ReceivedAsync());

        using var mended = await cinema.Http.DeleteAsync(weCom + "/_sim/faults");
        await cinema.Phone(TwoChats.AtWeCom).SeesAsync(c => c.Buttons.Contains("受理"), "the card there too");
        await Task.Delay(1500);
        Assert.Equal(1, await cinema.Phone(TwoChats.AtWeCom).ReceivedAsync());
        Assert.Single(await cinema.DingTalkPhone(TwoChats.AtWeCom).CardsAsync());
        Assert.Equal(0, await cinema.Phone("chenming").ReceivedAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task When_all_her_chats_are_away_the_chain_goes_through_to_its_last_step(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing, ("WeCom:Timeout", "1000"), ("DingTalk:Timeout", "1000"));
        cinema.ExpectErrors();
        await cinema.SetChainAsync(new AlertChain(
            [
                new ChainStep(0, ChainTarget.Duty, ChainChannel.First),
                new ChainStep(300, ChainTarget.Duty, ChainChannel.Other),
                new ChainStep(600, ChainTarget.SiteManager, ChainChannel.Sms),
                new ChainStep(900, ChainTarget.GeneralManager, ChainChannel.Other),
            ],
            RepeatSeconds: 86_400));
        foreach (var (simulator, path) in new[] { (cinema.House.WeCom!, "/cgi-bin/"), (cinema.House.DingTalk!, "/v1.0/card") })
            await cinema.SimAsync(StandaloneHouse.UrlOf(simulator), "faults", new { path, kind = "http", status = 500, times = -1 });
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "有人受伤")).ShouldBe(201);
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                var cards = await db.GetTable<AlertMessageRow>().ToListAsync();
                return cards.Exists(c => c is { Person: "lijing", Channel: ChatChannel.WeCom }) && cards.Exists(c => c is { Person: "lijing", Channel: ChatChannel.DingTalk });
            },
            "both her chats are tried");

        // Nobody has an SMS number: that step reaches nobody and gives way after its half minutes, not after its hours.
        await Cinema.EventuallyAsync(
            async () =>
            {
                cinema.FastForward(TimeSpan.FromSeconds(1));
                await using var db = cinema.Database.Read();
                return await db.GetTable<AlertMessageRow>().AnyAsync(c => c.Person == "zhaozong");
            },
            "the general manager's turn has come");
        await using var read = cinema.Database.Read();
        Assert.True(cinema.Clock.GetUtcNow() < (await read.GetTable<AlertRow>().FirstAsync()).RaisedAt.AddSeconds(300), "long before the third step's hour");
    }
}
