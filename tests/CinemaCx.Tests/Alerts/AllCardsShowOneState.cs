using System.Globalization;
using System.Text.RegularExpressions;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>Whoever acts, and from wherever: all cards of a case come to show the same, and it is what the case is.</summary>
public sealed class AllCardsShowOneState
{
    private const int Walks = 20;
    private const int Steps = 6;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static TheoryData<string, bool> Ways()
    {
        var data = new TheoryData<string, bool>();
        foreach (var backing in Backings.All)
        {
            data.Add(backing, false);
            data.Add(backing, true);
        }

        return data;
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task What_is_pressed_at_DingTalk_is_seen_in_both_chats_within_two_seconds(string backing, bool byHttp)
    {
        await using var cinema = await TwoChats.OpenAsync(backing, byHttp);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "有人受伤", phone: "13800000001")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        var phone = cinema.DingTalkPhone(TwoChats.AtDingTalk);
        var card = await phone.SeesAsync(c => c.Buttons.Contains("受理"), "the card");
        await cinema.Phone(TwoChats.AtWeCom).SeesAsync(c => c.Buttons.Contains("受理"), "the same");

        var took = new List<TimeSpan>();
        foreach (var (button, coupon, kind) in new[] { ("ack", null, "acknowledged"), ("compensate", "c20", "compensated"), ("close", null, "closed") })
        {
            var told = await phone.TryPressAsync(card.Id, button, coupon);
            Assert.Equal((true, byHttp ? "http" : "stream"), (told.GetProperty("answered").GetBoolean(), told.GetProperty("via").GetString()));
            took.Add(await cinema.AllShowAsync(row.Id));
            Assert.Equal((kind, "dingtalk"), ((await cinema.TimelineAsync(row.Id))[^1].Kind, (await cinema.TimelineAsync(row.Id))[^1].Channel));
        }

        Assert.Equal(CaseState.Closed, (await cinema.OneCaseAsync()).State);
        Assert.True(took.Order().ElementAt(1) <= Soon, string.Join(", ", took));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Whatever_two_chats_and_the_API_do_in_whatever_order_all_cards_end_alike(string backing)
    {
        await using var cinema = await TwoChats.OpenAsync(
            backing, byHttp: false, ("Alerts:WeComPerMinute", "100000"), ("Alerts:DingTalkPerMinute", "100000"), ("DingTalk:CallsPerSecond", "0"));
        // Their own ways of recovering are looked at elsewhere; here people are quicker than any platform allows.
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.WeCom!), "settings", new { perMinute = 0, perHour = 0 });
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.DingTalk!), "settings", new { callsPerSecond = 0, callsPerMonth = 0 });
        var (token, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var exit = await cinema.ExitAsync();
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        for (var i = 0; i < Walks; i++) (await cinema.AnswersAsync(exit, 1, $"有人受伤，第 {i} 位", phone: "13800000001")).ShouldBe(201);
        List<CaseRow> cases = [];
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                cases = await db.GetTable<CaseRow>().OrderBy(c => c.Number).ToListAsync();
                return cases.Count == Walks && await db.GetTable<AlertMessageRow>().CountAsync(m => m.State == MessageState.Delivered) == 2 * Walks;
            },
            "both have every card");

        var slowest = TimeSpan.Zero;
        foreach (var few in cases.Chunk(5))
        {
            var took = await Task.WhenAll(few.Select(c => WalkAsync(cinema, c, token, new Random(unchecked(seed + (int)c.Number)))));
            if (took.Max() > slowest) slowest = took.Max();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the slowest took {slowest.TotalMilliseconds:f0} ms to agree"));
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>An update that is on its way while she presses must not be what her card shows in the end.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_update_under_way_does_not_win_over_a_press(string backing)
    {
        await using var cinema = await TwoChats.OpenAsync(backing);
        var (token, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "有人受伤")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        var (weCom, dingTalk) = (cinema.Phone(TwoChats.AtWeCom), cinema.DingTalkPhone(TwoChats.AtDingTalk));
        var hers = await weCom.SeesAsync(c => c.Buttons.Contains("受理"), "the card");
        var his = await dingTalk.SeesAsync(c => c.Buttons.Contains("受理"), "the card");
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.WeCom!), "faults", new { path = "/cgi-bin/message/update_template_card", kind = "slow", ms = 900, times = 1 });
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.DingTalk!), "faults", new { path = "/v1.0/card/instances", method = "PUT", kind = "slow", ms = 900, times = 1 });
        (await cinema.StaffPostAsync(token, $"/api/v1/cases/{row.Id}/acts", new { act = "note", words = "已通知保安" })).ShouldBe(200);
        await Task.Delay(300);
        await weCom.PressAsync(hers, "ack");
        await dingTalk.TryPressAsync(his.Id, "close");
        // Both updates have landed by then.
        await Task.Delay(1000);
        await cinema.AllShowAsync(row.Id);
        await Task.Delay(700);
        await cinema.AllShowAsync(row.Id);
        Assert.Equal(CaseState.Closed, (await cinema.OneCaseAsync()).State);
    }

    /// <summary>Two presses on one card in one instant: whichever answer lands last, the card comes to show the case.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_two_answers_to_one_card_the_older_does_not_stay(string backing)
    {
        await using var cinema = await TwoChats.OpenAsync(backing);
        foreach (var olderIsRecordedLast in new[] { false, true })
        {
            var row = await AnswersCrossAsync(cinema, olderIsRecordedLast);
            await cinema.AllShowAsync(row.Id);
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_looking_who_has_a_hand_on_the_card_it_would_stay(string backing)
    {
        await using var cinema = await TwoChats.OpenAsync(backing);
        cinema.Database.RewriteSql = sql => Regex.Replace(sql.Replace("THEN 'busy'", "THEN 'free'", StringComparison.Ordinal), @"= 1 AND busy_until = @\w+ AND shown_version", "= 1 AND shown_version");
        var row = await AnswersCrossAsync(cinema, olderIsRecordedLast: false);
        // Longer than it takes where it is looked at.
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Contains(await cinema.SightsAsync(row.Name), s => s.Person == TwoChats.AtDingTalk && s.State != row.State);
    }

    /// <summary>Chen Ming presses twice at DingTalk; the answer to the first press is slower than that to the second.</summary>
    private static async Task<CaseRow> AnswersCrossAsync(Cinema cinema, bool olderIsRecordedLast)
    {
        var (token, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var answer = (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "有人受伤")).ShouldBe(201).Body.GetProperty("id").GetString();
        CaseRow row = null!;
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                return (row = (await db.GetTable<CaseRow>().FirstOrDefaultAsync(c => c.LeadAnswerId == answer))!) is not null;
            },
            "a case is opened");
        await cinema.DingTalkPhone(TwoChats.AtDingTalk).SeesAsync(c => c.Source.EndsWith(" " + row.Name, StringComparison.Ordinal), "the card");
        await cinema.Phone(TwoChats.AtWeCom).SeesAsync(c => c.Card!.Value.GetProperty("source").GetString()!.EndsWith(" " + row.Name, StringComparison.Ordinal), "the same");
        AlertMessageRow message;
        await using (var db = cinema.Database.Read())
            message = await db.GetTable<AlertMessageRow>().FirstAsync(m => m.CaseId == row.Id && m.Channel == ChatChannel.DingTalk);

        var (refresh, cards, chat) = (cinema.Service<RefreshCards>(), cinema.Service<CaseCards>(), cinema.Service<DingTalkChat>());
        var first = await refresh.HoldAsync(message.Id, message.Person, null, default);
        var second = await refresh.HoldAsync(message.Id, message.Person, null, default);
        (await cinema.StaffPostAsync(token, $"/api/v1/cases/{row.Id}/acts", new { act = "acknowledge", words = "" })).ShouldBe(200);
        var older = (await cards.OfAsync(message, default))!;
        (await cinema.StaffPostAsync(token, $"/api/v1/cases/{row.Id}/acts", new { act = "close", words = "已通知保安" })).ShouldBe(200);
        var newer = (await cards.OfAsync(message, default))!;
        if (!olderIsRecordedLast) await refresh.ShownAsync(first, older.Version, null, default);
        await refresh.ShownAsync(second, newer.Version, null, default);
        if (olderIsRecordedLast) await refresh.ShownAsync(first, older.Version, null, default);
        foreach (var landing in new[] { newer, older })
            Assert.Equal(ChatOutcome.Delivered, (await chat.UpdateCardAsync(message.Person, landing.Card, null, default)).Outcome);
        await using var now = cinema.Database.Read();
        return await now.GetTable<CaseRow>().FirstAsync(c => c.Id == row.Id);
    }

    private static async Task<TimeSpan> WalkAsync(Cinema cinema, CaseRow row, string token, Random random)
    {
        for (var step = 0; step < Steps; step++)
        {
            // Now and then several act in the same instant.
            var acts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Where: random.Next(3), What: random.Next(8))).ToList();
            var sights = await cinema.SightsAsync(row.Name);
            await Task.WhenAll(acts.Select(a => ActAsync(cinema, row, token, sights, a.Where, a.What)));
            if (random.Next(2) == 0) await Task.Delay(random.Next(300));
        }

        return await cinema.AllShowAsync(row.Id);
    }

    private static async Task ActAsync(Cinema cinema, CaseRow row, string token, IReadOnlyList<Sight> sights, int where, int what)
    {
        var key = what switch { 0 or 1 => "ack", 2 or 3 => "close", 4 => "compensate", 5 => "undo", _ => "ack" };
        switch (where)
        {
            case 0 when sights.LastOrDefault(s => s.Person == TwoChats.AtWeCom) is { } card:
                await cinema.Phone(TwoChats.AtWeCom).TryPressAsync(card.CardId, key, "c20");
                break;
            case 1 when sights.LastOrDefault(s => s.Person == TwoChats.AtDingTalk) is { } card:
                await cinema.DingTalkPhone(TwoChats.AtDingTalk).TryPressAsync(card.CardId, key, "c20");
                break;
            default:
                var (act, words) = what switch
                {
                    0 => ("acknowledge", ""),
                    1 or 2 => ("close", "空调滤网已更换"),
                    3 or 4 => ("reopen", "还没好"),
                    5 => ("undo", ""),
                    _ => ("note", "已电话联系"),
                };
                var answer = await cinema.StaffPostAsync(token, $"/api/v1/cases/{row.Id}/acts", new { act, words });
                Assert.True(answer.Status is 200 or 403 or 409 or 422, $"{act}: {answer.Status} {answer.Text}");
                break;
        }
    }
}
