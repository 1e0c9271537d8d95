using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Connectors.WeCom;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Cards that are pressed, answered and changed.</summary>
public class WeComPresses
{
    private static readonly StaffCard Taken = WeComWorld.Card() with
    {
        Tone = CardTone.Working,
        Status = "21:41 王值班 已受理",
        Choice = null,
        Buttons = [new CardButton("close:C123", "关闭", Main: true)],
    };

    private static readonly StaffCard Closed = Taken with { Tone = CardTone.Quiet, Status = "21:43 已关闭", Buttons = [], Done = "已关闭" };

    [Theory, InlineData("OptionIds"), InlineData("OpitonIds")]
    public async Task A_press_comes_in_with_the_choice_and_its_answer_shows_on_the_phone(string spelling)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.SimAsync("settings", new { optionIdsSpelling = spelling });
        await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        world.Reply = message => world.Callbacks.ReplyCard(message, Taken);

        var delivery = await world.SimAsync("press", new { userId = "wang", taskId = "alt_1", key = "comp:C123", selected = new[] { "cp40" } });
        Assert.Equal(("update_template_card", false), (delivery.GetProperty("reply").GetString(), delivery.TryGetProperty("replyError", out _)));
        var press = Assert.IsType<WeComPress>(Assert.Single(world.Heard));
        Assert.Equal(("wang", "comp:C123", "alt_1", false), (press.UserId, press.EventKey, press.TaskId, press.FromMenu));
        Assert.Equal(["cp40"], press.Selected);
        Assert.Equal(world.Time.GetUtcNow(), press.At);
        Assert.NotNull(press.ResponseCode);

        var card = (await world.ShownAsync("wang"))[0].GetProperty("card");
        Assert.Equal(("black", "21:41 王值班 已受理", "空调一直对着吹，孩子都冻哭了😢　希望改进"), (Text(card, "color"), Text(card, "status"), Text(card, "quote")));
        Assert.Equal(["7排8座", "138****0001"], card.GetProperty("lines").EnumerateArray().Select(line => Text(line, "value")));
        Assert.Equal("close:C123", Text(Assert.Single(card.GetProperty("buttons").EnumerateArray().ToList()), "key"));
    }

    [Fact]
    public async Task An_entry_of_the_menu_is_a_press_too()
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        world.Reply = message => world.Callbacks.ReplyButton(message, "已转派");
        await world.SimAsync("press", new { userId = "wang", taskId = "alt_1", key = "assign:C123" });
        Assert.True(Assert.IsType<WeComPress>(Assert.Single(world.Heard)).FromMenu);
        Assert.Equal("已转派", Text((await world.ShownAsync("wang"))[0].GetProperty("card"), "greyed"));
    }

    [Fact]
    public async Task A_card_is_changed_once_by_each_code_and_then_says_that_it_is_spent()
    {
        await using var world = await WeComWorld.OpenAsync();
        var sent = await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.UpdateCardAsync("wang", Taken, sent.Handle, default)).Outcome);
        Assert.Equal(ChatOutcome.Spent, (await world.Chat.UpdateCardAsync("wang", Closed, sent.Handle, default)).Outcome);
        Assert.Equal(ChatOutcome.Spent, (await world.Chat.UpdateCardAsync("wang", Closed, null, default)).Outcome);
        Assert.Equal("21:41 王值班 已受理", Text((await world.ShownAsync("wang"))[0].GetProperty("card"), "status"));

        // A press brings a new code, and its direct answer does not spend it.
        world.Reply = message => world.Callbacks.ReplyCard(message, Taken);
        await world.SimAsync("press", new { userId = "wang", taskId = "alt_1", key = "close:C123" });
        var code = Assert.IsType<WeComPress>(Assert.Single(world.Heard)).ResponseCode;
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.UpdateCardAsync("wang", Closed, code, default)).Outcome);
        var card = (await world.ShownAsync("wang"))[0].GetProperty("card");
        Assert.Equal(("green", "已关闭"), (Text(card, "color"), Text(card, "greyed")));
    }

    [Fact]
    public async Task A_code_lives_seventy_two_hours()
    {
        await using var world = await WeComWorld.OpenAsync();
        var (first, second) = (await world.Chat.SendCardAsync("wang", WeComWorld.Card("a"), default), await world.Chat.SendCardAsync("wang", WeComWorld.Card("b"), default));
        world.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.UpdateCardAsync("wang", Taken, first.Handle, default)).Outcome);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ChatOutcome.Spent, (await world.Chat.UpdateCardAsync("wang", Taken, second.Handle, default)).Outcome);
    }

    [Theory]
    [InlineData(-1, ChatOutcome.Later), InlineData(45009, ChatOutcome.Later), InlineData(60111, ChatOutcome.Unreachable)]
    [InlineData(40056, ChatOutcome.Refused), InlineData(40058, ChatOutcome.Spent), InlineData(777777, ChatOutcome.Spent)]
    public async Task Each_code_of_a_change_has_its_outcome(int code, ChatOutcome outcome)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.FaultAsync(new { path = "/cgi-bin/message/update_template_card", kind = "errcode", errcode = code });
        Assert.Equal(outcome, (await world.Chat.UpdateCardAsync("wang", Taken, "code", default)).Outcome);
    }

    [Theory, InlineData(true, "text_notice"), InlineData(false, "button_interaction")]
    public async Task A_finished_card_can_be_sent_fresh(bool withLink, string type)
    {
        await using var world = await WeComWorld.OpenAsync();
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendCardAsync("wang", withLink ? Closed : Closed with { Link = null }, default)).Outcome);
        Assert.Equal(type, Text((await world.ShownAsync("wang"))[0].GetProperty("card"), "type"));
    }

    [Fact]
    public async Task Words_come_in_and_are_answered_in_the_chat()
    {
        await using var world = await WeComWorld.OpenAsync();
        world.Reply = message => world.Callbacks.ReplyText(message, "您有 1 张工单：C123");
        await world.SimAsync("type", new { userId = "li", text = "我的工单 <C123> ]]>" });
        await world.SimAsync("enter", new { userId = "li" });
        Assert.Equal("我的工单 <C123> ]]>", Assert.IsType<WeComText>(world.Heard[0]).Content);
        Assert.IsType<WeComEntered>(world.Heard[1]);
        Assert.Equal("您有 1 张工单：C123", Text((await world.ShownAsync("li"))[1], "text"));
    }

    [Fact]
    public async Task Three_attempts_carry_one_key_and_two_presses_carry_two()
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        world.Reply = _ => world.Heard.Count < 3 ? throw new CinemaCx.Platform.Primitives.Refusal(503, "busy", "忙") : "";
        await world.SimAsync("press", new { userId = "wang", taskId = "alt_1", key = "ack:C123" });
        Assert.Equal(3, world.Heard.Count);
        Assert.Single(world.Heard.Select(message => message.DedupeKey).Distinct());

        world.Reply = _ => "";
        await world.SimAsync("press", new { userId = "wang", taskId = "alt_1", key = "ack:C123" });
        Assert.Equal(2, world.Heard.Select(message => message.DedupeKey).Distinct().Count());
    }

    [Theory]
    [InlineData("signature", "callback-signature-invalid")]
    [InlineData("corp", "callback-sealed")]
    [InlineData("stale", "callback-too-old")]
    [InlineData("dtd", "callback-malformed")]
    [InlineData("oversized", "callback-malformed")]
    public async Task What_is_not_the_platforms_is_turned_away(string flaw, string code)
    {
        await using var world = await WeComWorld.OpenAsync();
        var delivery = await world.SimAsync("type", new { userId = "wang", text = "关闭 C123", flaw });
        Assert.False(delivery.GetProperty("taken").GetBoolean());
        Assert.Empty(world.Heard);
        Assert.Equal([code], world.Refused.Distinct());
    }

    [Fact]
    public async Task A_callback_played_again_has_its_old_key_and_later_is_too_old()
    {
        await using var world = await WeComWorld.OpenAsync();
        var first = await world.SimAsync("type", new { userId = "wang", text = "补偿 C123 20元券" });
        var replay = $"callbacks/{first.GetProperty("number").GetInt64()}/replay";
        await world.SimAsync(replay, new { });
        Assert.Equal(world.Heard[0], world.Heard[1]);

        world.Time.Advance(WeComCallbacks.MostAge + TimeSpan.FromSeconds(1));
        await world.SimAsync(replay, new { });
        Assert.Equal("callback-too-old", world.Refused[0]);
        Assert.Equal(2, world.Heard.Count);
    }

    [Fact]
    public async Task The_address_proves_itself_to_the_admin_console()
    {
        await using var world = await WeComWorld.OpenAsync();
        Assert.True((await world.SimAsync("verify-url", new { })).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Members_are_known_by_their_id_and_by_the_code_of_the_oauth_page()
    {
        await using var world = await WeComWorld.OpenAsync();
        var token = await world.Tokens.GetAsync(null, default);
        Assert.Equal("王值班", (await world.Client.ExecuteCgibinUserGetAsync(new() { AccessToken = token, UserId = "wang" })).Name);
        Assert.Equal(60011, (await world.Client.ExecuteCgibinUserGetAsync(new() { AccessToken = token, UserId = "gone" })).ErrorCode);
        Assert.Equal(60111, (await world.Client.ExecuteCgibinUserGetAsync(new() { AccessToken = token, UserId = "nobody" })).ErrorCode);

        var code = (await world.SimAsync("oauth-codes", new { userId = "wang" })).GetProperty("code").GetString()!;
        Assert.Equal("wang", (await world.Client.ExecuteCgibinAuthGetUserInfoAsync(new() { AccessToken = token, Code = code })).UserId);
        Assert.Equal(42022, (await world.Client.ExecuteCgibinAuthGetUserInfoAsync(new() { AccessToken = token, Code = code })).ErrorCode);
    }

    [Fact]
    public async Task A_message_can_be_taken_back_within_a_day()
    {
        await using var world = await WeComWorld.OpenAsync();
        var sent = await world.Chat.SendTextAsync("wang", "发错了", "k", default);
        var token = await world.Tokens.GetAsync(null, default);
        Assert.True((await world.Client.ExecuteCgibinMessageRecallAsync(new() { AccessToken = token, MessageId = sent.MessageId! })).IsSuccessful());
        Assert.True((await world.ShownAsync("wang"))[0].GetProperty("recalled").GetBoolean());
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
