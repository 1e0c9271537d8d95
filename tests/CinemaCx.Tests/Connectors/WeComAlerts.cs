using CinemaCx.Alerts;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Connectors.WeCom.Models;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>What becomes of an alert at WeCom, by everything the platform can answer.</summary>
public class WeComAlerts
{
    [Fact]
    public async Task A_card_stands_on_the_phone_as_it_was_meant()
    {
        await using var world = await WeComWorld.OpenAsync();
        var receipt = await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        Assert.Equal(ChatOutcome.Delivered, receipt.Outcome);
        Assert.NotNull(receipt.MessageId);
        Assert.NotNull(receipt.Handle);

        var item = Assert.Single(await world.ShownAsync("wang"));
        var card = item.GetProperty("card");
        Assert.Equal(receipt.MessageId, item.GetProperty("messageId").GetString());
        Assert.Equal(("button_interaction", "red", "万象影城 · C123"), (Text(card, "type"), Text(card, "color"), Text(card, "source")));
        Assert.Equal(("★☆☆☆☆ 3号厅太冷了", "空调一直对着吹，孩子都冻哭了😢　希望改进", "21:40 等待受理"), (Text(card, "title"), Text(card, "quote"), Text(card, "status")));
        Assert.Equal(["受理", "补偿并致歉"], card.GetProperty("buttons").EnumerateArray().Select(button => Text(button, "text")));
        Assert.Equal(["转派", "备注", "关闭"], card.GetProperty("menu").EnumerateArray().Select(action => Text(action, "text")));
        Assert.Equal(["cp20", "cp40"], card.GetProperty("selection").GetProperty("options").EnumerateArray().Select(option => Text(option, "id")));
        Assert.Equal(0, card.GetProperty("tooLong").GetArrayLength());
    }

    [Fact]
    public async Task Whatever_a_guest_typed_the_card_stays_within_the_limits()
    {
        await using var world = await WeComWorld.OpenAsync();
        const string rude = "👨‍👩‍👧‍👦é\\u4e00]]>\u0001\ud800<&\"\\ 　";
        var wild = string.Concat(Enumerable.Repeat(rude, 80));
        var card = WeComWorld.Card() with
        {
            Source = wild,
            Title = wild,
            Subtitle = wild,
            Quote = wild,
            Status = wild,
            Lines = [.. Enumerable.Range(0, 9).Select(_ => new CardLine(wild, wild))],
            Buttons = [.. Enumerable.Range(0, 9).Select(i => new CardButton($"k{i}", wild, i < 2))],
            Choice = new CardChoice("q", wild, [.. Enumerable.Range(0, 10).Select(i => new CardOption($"o{i}", wild))]),
        };
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendCardAsync("wang", card, default)).Outcome);
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("wang", wild, "k", default)).Outcome);

        var shown = await world.ShownAsync("wang");
        var drawn = shown[0].GetProperty("card");
        Assert.Equal(0, drawn.GetProperty("tooLong").GetArrayLength());
        Assert.EndsWith("…", Text(drawn, "title"), StringComparison.Ordinal);
        Assert.StartsWith("👨‍👩‍👧‍👦é＼u4e00]]>", Text(drawn, "title"), StringComparison.Ordinal);
        Assert.EndsWith("…", Text(shown[1], "text"), StringComparison.Ordinal);
        Assert.Equal(["k0", "k1", "k2", "k3", "k4", "k5"], drawn.GetProperty("buttons").EnumerateArray().Select(button => Text(button, "key")));
    }

    [Theory]
    [InlineData(-1, ChatOutcome.Later)]
    [InlineData(45033, ChatOutcome.Later)]
    [InlineData(45009, ChatOutcome.Later)]
    [InlineData(777777, ChatOutcome.Later)]
    [InlineData(40001, ChatOutcome.Later)]
    [InlineData(81013, ChatOutcome.Unreachable)]
    [InlineData(60111, ChatOutcome.Unreachable)]
    [InlineData(60011, ChatOutcome.Unreachable)]
    [InlineData(40058, ChatOutcome.Refused)]
    [InlineData(45002, ChatOutcome.Refused)]
    [InlineData(43012, ChatOutcome.Refused)]
    [InlineData(40056, ChatOutcome.Refused)]
    [InlineData(60020, ChatOutcome.Refused)]
    [InlineData(42014, ChatOutcome.Delivered)]
    public async Task Each_code_has_its_outcome_and_is_asked_once(int code, ChatOutcome outcome)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.FaultAsync(new { path = "/cgi-bin/message/send", kind = "errcode", errcode = code, times = -1 });
        var receipt = await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default);
        Assert.Equal(outcome, receipt.Outcome);
        Assert.StartsWith(code + " ", receipt.Error, StringComparison.Ordinal);
        Assert.Equal(code == 45009 ? TimeSpan.FromMinutes(1) : null, receipt.RetryAfter);
        Assert.Equal(1, await world.CallsAsync("message/send"));
    }

    [Theory]
    [InlineData("http", 503), InlineData("drop", 0), InlineData("silence", 0), InlineData("doneButSilent", 0)]
    public async Task Silence_and_broken_lines_are_no_delivery_and_the_next_try_is_seen_once(string kind, int status)
    {
        await using var world = await WeComWorld.OpenAsync(timeout: 300);
        await world.Chat.SendTextAsync("li", "热身", "warm", default);
        await world.FaultAsync(new { path = "/cgi-bin/message/send", kind, status, seconds = 2 });
        Assert.Equal(ChatOutcome.Later, (await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default)).Outcome);
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default)).Outcome);
        Assert.Equal(1, (await world.PhoneAsync("wang")).GetProperty("received").GetInt32());
    }

    [Theory, InlineData("tokens/expire"), InlineData("tokens/invalidate")]
    public async Task A_token_that_goes_bad_is_renewed_once_however_many_are_sending(string hook)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.Chat.SendTextAsync("li", "热身", "warm", default);
        await world.SimAsync(hook, new { });
        var receipts = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => world.Chat.SendCardAsync("wang", WeComWorld.Card($"alt_{i}"), default)));
        Assert.All(receipts, receipt => Assert.Equal(ChatOutcome.Delivered, receipt.Outcome));
        Assert.Equal(2, await world.CallsAsync("gettoken"));
    }

    [Theory, InlineData(40014), InlineData(42001), InlineData(41001)]
    public async Task A_token_that_stays_bad_is_renewed_once_and_no_more(int code)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.FaultAsync(new { path = "/cgi-bin/message/send", kind = "errcode", errcode = code, times = -1 });
        Assert.Equal(ChatOutcome.Later, (await world.Chat.SendTextAsync("wang", "在吗", "k", default)).Outcome);
        Assert.Equal((2, 2), (await world.CallsAsync("gettoken"), await world.CallsAsync("message/send")));
    }

    [Theory, InlineData(40001), InlineData(40013), InlineData(60020)]
    public async Task A_refused_secret_is_not_asked_with_again_at_once_and_works_soon_after_it_is_mended(int code)
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.FaultAsync(new { path = "/cgi-bin/gettoken", kind = "errcode", errcode = code, times = -1 });
        for (var i = 0; i < 20; i++)
        {
            var receipt = await world.Chat.SendTextAsync("wang", "在吗", "k", default);
            Assert.Equal(ChatOutcome.Later, receipt.Outcome);
            Assert.InRange(receipt.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(2));
        }
        Assert.Equal((1, 0), (await world.CallsAsync("gettoken"), await world.CallsAsync("message/send")));

        await world.SimAsync("reset", new { });
        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("wang", "在吗", "k", default)).Outcome);
    }

    [Fact]
    public async Task A_secret_refused_for_an_hour_is_asked_with_too_seldom_to_be_locked_out()
    {
        await using var world = await WeComWorld.OpenAsync();
        await world.FaultAsync(new { path = "/cgi-bin/gettoken", kind = "errcode", errcode = 40001, times = -1 });
        for (var second = 0; second < 3600; second++)
        {
            await world.Chat.SendTextAsync("wang", "在吗", "k", default);
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.InRange(await world.CallsAsync("gettoken"), 200, 500);
    }

    [Theory, InlineData("nobody"), InlineData("gone"), InlineData("@all"), InlineData("wang|li"), InlineData("")]
    public async Task Who_cannot_be_reached_is_said_to_be_and_nobody_else_gets_it(string person)
    {
        await using var world = await WeComWorld.OpenAsync();
        Assert.Equal(ChatOutcome.Unreachable, (await world.Chat.SendCardAsync(person, WeComWorld.Card(), default)).Outcome);
        Assert.Empty(await world.ShownAsync("wang"));
        Assert.Empty(await world.ShownAsync("li"));
    }

    [Fact]
    public async Task Success_for_somebody_else_is_seen_in_the_list_of_those_left_out()
    {
        await using var world = await WeComWorld.OpenAsync();
        var token = await world.Tokens.GetAsync(null, default);
        var response = await world.Client.ExecuteCgibinMessageSendAsync(new CgibinMessageSendRequest
        {
            AccessToken = token,
            ToUserIdList = ["wang", "gone"],
            MessageContentAsText = new() { Content = "大家好" },
        });
        Assert.True(response.IsSuccessful());
        Assert.Equal(["gone"], response.InvalidUserIdList);

        var code = (await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default)).Handle!;
        var changed = await world.Client.ExecuteCgibinMessageUpdateTemplateCardAsync(
            new() { AccessToken = token, UserIdList = ["wang", "gone"], ResponseCode = code, Button = new() { ReplaceName = "已处理" } });
        Assert.True(changed.IsSuccessful());
        Assert.Equal(["gone"], changed.InvalidUserIdList);
    }

    [Fact]
    public async Task The_same_words_under_the_same_key_are_seen_once_and_under_another_key_again()
    {
        await using var world = await WeComWorld.OpenAsync();
        foreach (var key in new[] { "help-1", "help-1", "help-2" })
            Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("wang", "可用命令：我的工单", key, default)).Outcome);
        Assert.Equal(["可用命令：我的工单", "可用命令：我的工单"], (await world.ShownAsync("wang")).Select(item => Text(item, "text")));
        Assert.Equal(1, (await world.PhoneAsync("wang")).GetProperty("duplicates").GetInt32());

        world.Time.Advance(TimeSpan.FromMinutes(31));
        await world.Chat.SendTextAsync("wang", "可用命令：我的工单", "help-1", default);
        Assert.Equal(3, (await world.PhoneAsync("wang")).GetProperty("received").GetInt32());
    }

    [Fact]
    public async Task The_platform_swallows_the_thirty_first_of_a_minute_with_a_success_answer()
    {
        await using var world = await WeComWorld.OpenAsync();
        for (var i = 0; i < 33; i++)
            Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("wang", $"第{i}条", $"k{i}", default)).Outcome);
        var phone = await world.PhoneAsync("wang");
        Assert.Equal((30, 3), (phone.GetProperty("received").GetInt32(), phone.GetProperty("dropped").GetInt32()));
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("li", "你好", "k", default)).Outcome);
        Assert.Single(await world.ShownAsync("li"));

        world.Time.Advance(TimeSpan.FromSeconds(60));
        await world.Chat.SendTextAsync("wang", "又可以了", "k33", default);
        Assert.Equal(31, (await world.PhoneAsync("wang")).GetProperty("received").GetInt32());
    }

    [Fact]
    public async Task A_card_that_the_platform_would_never_take_is_not_sent()
    {
        await using var world = await WeComWorld.OpenAsync();
        StaffCard[] wrong =
        [
            WeComWorld.Card("标题"), WeComWorld.Card(new string('a', 65)), WeComWorld.Card("a\n"),
            WeComWorld.Card() with { Buttons = [new CardButton("k", "一"), new CardButton("k", "二")] },
            WeComWorld.Card() with { Buttons = [new CardButton(new string('长', 342), "一")] },
            WeComWorld.Card() with { Choice = new CardChoice("q", "选", []) },
        ];
        foreach (var card in wrong)
            Assert.Equal(ChatOutcome.Refused, (await world.Chat.SendCardAsync("wang", card, default)).Outcome);
        Assert.Equal(0, await world.CallsAsync("message/send"));
    }

    [Fact]
    public async Task Without_a_callback_address_the_platform_takes_no_card_but_words()
    {
        await using var world = await WeComWorld.OpenAsync(withDoor: false);
        Assert.Equal(ChatOutcome.Refused, (await world.Chat.SendCardAsync("wang", WeComWorld.Card(), default)).Outcome);
        Assert.Equal(ChatOutcome.Delivered, (await world.Chat.SendTextAsync("wang", "在吗", "k", default)).Outcome);
    }

    private static string? Text(System.Text.Json.JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
