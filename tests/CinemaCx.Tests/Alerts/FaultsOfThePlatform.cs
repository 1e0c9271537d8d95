using System.Globalization;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>Whatever WeCom answers, every card arrives, and arrives once.</summary>
public sealed class FaultsOfThePlatform
{
    private const int Cards = 6;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var backing in Backings.All)
        {
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"errcode","errcode":40014,"times":3}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"errcode","errcode":42001,"times":3}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"errcode","errcode":45009,"times":3}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"errcode","errcode":-1,"times":5}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"errcode","errcode":987654,"times":5}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"http","status":500,"times":5}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"drop","times":5}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"doneButSilent","times":5}""");
            data.Add(backing, """{"path":"/cgi-bin/message/send","kind":"slow","ms":150,"times":6}""");
            data.Add(backing, """{"path":"/cgi-bin/gettoken","kind":"errcode","errcode":-1,"times":3}""");
        }

        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_card_arrives_once(string backing, string fault)
    {
        // The chain would go on to managers meanwhile; here it is the platform that is looked at.
        await using var cinema = await Evening.OpenAsync(backing, ("WeCom:Timeout", "1500"));
        cinema.ExpectErrors();
        var weCom = StandaloneHouse.UrlOf(cinema.House.WeCom!);
        await cinema.SimAsync(weCom, "faults", JsonDocument.Parse(fault).RootElement);
        var exit = await cinema.ExitAsync();
        for (var i = 0; i < Cards; i++) (await cinema.AnswersAsync(exit, 1, $"有人受伤，第 {i} 位")).ShouldBe(201);

        var duty = cinema.Phone("lijing");
        await Cinema.EventuallyAsync(
            async () =>
            {
                cinema.FastForward(TimeSpan.FromSeconds(2));
                await using var db = cinema.Database.Read();
                return await db.GetTable<AlertMessageRow>().CountAsync(m => m.Person == "lijing" && m.State == MessageState.Delivered && m.Step == 0) == Cards;
            },
            "every card is delivered",
            seconds: 60);
        var phone = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{weCom}/_sim/chats/lijing")).RootElement;
        Assert.Equal("0", phone.GetProperty("dropped").GetRawText());
        var seen = (await duty.ChatAsync()).Where(i => i.Card is not null).Select(i => i.TaskId).ToList();
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(Cards, (await duty.CardsAsync()).Select(c => c.Card!.Value.GetProperty("source").GetString()).Distinct().Count());
        Assert.True(seen.Count >= Cards, seen.Count.ToString(CultureInfo.InvariantCulture));
    }
}
