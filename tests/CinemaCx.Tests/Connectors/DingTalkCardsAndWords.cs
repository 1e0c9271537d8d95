using System.Diagnostics;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>A card comes, somebody presses, and the phone shows what became of it; by Stream and by HTTP.</summary>
public class DingTalkCardsAndWords
{
    [Theory, InlineData(DingTalkCallbackMode.Stream), InlineData(DingTalkCallbackMode.Http)]
    public async Task A_press_reaches_us_and_its_answer_stands_on_the_card(DingTalkCallbackMode mode)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(mode);
        dingtalk.OnPress = press => Task.FromResult<StaffCard?>(DingTalkWorld.Done(press.OutTrackId));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default)).Outcome);
        Assert.Equal(["受理", "补偿并致歉", "备注", ""], [
            await dingtalk.SeenAsync("b1_text"), await dingtalk.SeenAsync("b2_text"), await dingtalk.SeenAsync("b3_text"), await dingtalk.SeenAsync("b4_text")]);
        Assert.Equal(
            """[{"label":"座位","value":"F7","url":""},{"label":"电话","value":"138****0001","url":"tel:+8613800000001"}]""", await dingtalk.SeenAsync("lines"));

        var answer = await dingtalk.PressAsync("补偿并致歉", sent: new { choice = "pop" });
        Assert.True(answer.GetProperty("answered").GetBoolean());
        Assert.Equal(mode == DingTalkCallbackMode.Stream ? "stream" : "http", answer.GetProperty("via").GetString());
        var press = Assert.Single(dingtalk.Presses);
        Assert.Equal(("zhang", "case_1", "coupon:1"), (press.UserId, press.OutTrackId, press.ActionId));
        Assert.Equal(new Dictionary<string, string> { ["tpl"] = "pop" }, press.Params);
        Assert.NotEmpty(press.DedupeKey);

        Assert.Equal(("已受理", "working", "张伟已受理 21:43"), (await dingtalk.SeenAsync("done"), await dingtalk.SeenAsync("tone"), await dingtalk.SeenAsync("status")));
        Assert.Equal(("", "", ""), (await dingtalk.SeenAsync("b1_text"), await dingtalk.SeenAsync("quote"), await dingtalk.SeenAsync("choice_title")));
        Assert.Empty(dingtalk.Errors.Lines);
    }

    [Fact]
    public async Task An_update_changes_the_card_that_lies_there()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        var receipt = await dingtalk.Chat.UpdateCardAsync("zhang", DingTalkWorld.Done(), handle: null, default);
        Assert.Equal((ChatOutcome.Delivered, "case_1"), (receipt.Outcome, receipt.MessageId));
        Assert.Equal("已受理", await dingtalk.SeenAsync("done"));
        Assert.Single(await dingtalk.PhoneAsync());
    }

    [Theory, InlineData(DingTalkCallbackMode.Stream), InlineData(DingTalkCallbackMode.Http)]
    public async Task A_slow_hand_is_answered_in_time_and_shown_when_it_is_done(DingTalkCallbackMode mode)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(mode);
        var finish = new TaskCompletionSource<StaffCard?>();
        dingtalk.OnPress = _ => finish.Task;
        await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        var began = Stopwatch.GetTimestamp();
        Assert.True((await dingtalk.PressAsync("ack:1")).GetProperty("answered").GetBoolean());
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1.5, 2.0);
        Assert.Equal("受理", await dingtalk.SeenAsync("b1_text"));

        finish.SetResult(DingTalkWorld.Done());
        for (var i = 0; i < 250 && await dingtalk.SeenAsync("done") != "已受理"; i++)
            await Task.Delay(20);
        Assert.Equal("已受理", await dingtalk.SeenAsync("done"));
    }

    [Fact]
    public async Task A_hand_that_fails_leaves_the_card_and_the_connection()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        dingtalk.OnPress = _ => throw new InvalidOperationException("broken");
        await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        Assert.True((await dingtalk.PressAsync("ack:1")).GetProperty("answered").GetBoolean());
        Assert.Equal("受理", await dingtalk.SeenAsync("b1_text"));
        Assert.Single(dingtalk.Errors.Lines);
        dingtalk.OnPress = _ => Task.FromResult<StaffCard?>(DingTalkWorld.Done());
        await dingtalk.PressAsync("ack:1");
        Assert.Equal("已受理", await dingtalk.SeenAsync("done"));
    }

    [Theory, InlineData(DingTalkCallbackMode.Stream), InlineData(DingTalkCallbackMode.Http)]
    public async Task What_is_typed_comes_trimmed_and_is_answered_without_a_metered_call(DingTalkCallbackMode mode)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(mode);
        Assert.True((await dingtalk.SimAsync("type", new { staffId = "zhang", text = "受理 C123 " })).GetProperty("told").GetBoolean());
        await SimulatedWorld.UntilAsync(() => !dingtalk.Texts.IsEmpty);
        var text = Assert.Single(dingtalk.Texts);
        Assert.Equal(("zhang", "受理 C123", "张伟", false), (text.StaffId, text.Text, text.SenderNick, text.InGroup));

        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.ReplyAsync(text, "已受理 C123", default)).Outcome);
        Assert.Equal(0, await dingtalk.CallsAsync("/v1.0/robot"));

        // When the conversation's address has run out, the person is written to.
        dingtalk.Time.FastForward(TimeSpan.FromHours(2));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.ReplyAsync(text, "还有 2 个工单", default)).Outcome);
        Assert.Equal(1, await dingtalk.CallsAsync("/v1.0/robot"));
        Assert.Equal(["受理 C123", "已受理 C123", "还有 2 个工单"], (await dingtalk.PhoneAsync()).Select(e => e.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task An_answer_goes_only_to_the_platform_whatever_address_a_message_names()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        var forged = new DingTalkText("zhang", "x", "m1", new Uri("http://127.0.0.1:9/steal"), dingtalk.Time.GetUtcNow().AddHours(1));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.ReplyAsync(forged, "您好", default)).Outcome);
        Assert.Equal(1, await dingtalk.CallsAsync("/v1.0/robot"));
    }

    [Fact]
    public async Task A_stranger_can_be_answered_where_she_wrote_and_nowhere_else()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("members", new { staffId = "guest", name = "外部访客", outside = true });
        await dingtalk.SimAsync("type", new { staffId = "guest", text = "帮助" });
        await SimulatedWorld.UntilAsync(() => !dingtalk.Texts.IsEmpty);
        var text = dingtalk.Texts.Single();
        Assert.Null(text.StaffId);
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.ReplyAsync(text, "请联系管理员绑定账号", default)).Outcome);
        dingtalk.Time.FastForward(TimeSpan.FromHours(2));
        Assert.Equal(ChatOutcome.Unreachable, (await dingtalk.Chat.ReplyAsync(text, "您好", default)).Outcome);
    }

    [Fact]
    public async Task Plain_words_go_as_text_and_marked_ones_as_markdown()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.Chat.SendTextAsync("zhang", "我的工单：2 个 <急> & \"新\"", "k1", default);
        await dingtalk.Chat.SendTextAsync("zhang", "**值班表**\n[查看](https://cinema.example)", "k2", default);
        var shown = (await dingtalk.PhoneAsync()).Select(e => (e.GetProperty("kind").GetString(), e.GetProperty("text").GetString())).ToList();
        Assert.Equal([("text", "我的工单：2 个 <急> & \"新\""), ("markdown", "**值班表**\n[查看](https://cinema.example)")], shown);

        var sent = (await dingtalk.SimAsync("calls?path=/v1.0/robot")).GetProperty("calls")[1].GetProperty("requestBody").GetString()!;
        Assert.Contains("工单", sent, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(sent).RootElement.GetProperty("msgParam").ValueKind);
    }
}
