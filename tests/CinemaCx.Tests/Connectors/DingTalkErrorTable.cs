using CinemaCx.Alerts;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>What DingTalk answers, and what becomes of the message.</summary>
public class DingTalkErrorTable
{
    private const string Cards = "/v1.0/card/instances/createAndDeliver";
    private const string Texts = "/v1.0/robot/oToMessages/batchSend";

    [Theory]
    [InlineData(429, "Throttling", ChatOutcome.Later)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", ChatOutcome.Later)]
    [InlineData(400, "send.too.fast", ChatOutcome.Later)]
    [InlineData(400, "too.many.people", ChatOutcome.Later)]
    [InlineData(500, "ServiceUnavailable", ChatOutcome.Later)]
    [InlineData(503, "system.busy", ChatOutcome.Later)]
    [InlineData(400, "nobody.knows.this", ChatOutcome.Later)]
    [InlineData(418, "", ChatOutcome.Later)]
    [InlineData(400, "staffId.notExisted", ChatOutcome.Unreachable)]
    [InlineData(400, "param.openSpaceIdInvalid", ChatOutcome.Unreachable)]
    [InlineData(400, "invalidParameter.cardData", ChatOutcome.Refused)]
    [InlineData(400, "MissingoutTrackId", ChatOutcome.Refused)]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", ChatOutcome.Refused)]
    public async Task Each_error_has_its_outcome_and_the_next_try_is_delivered(int status, string code, ChatOutcome outcome)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        foreach (var path in new[] { Cards, Texts })
            await dingtalk.SimAsync("faults", new { path, kind = "error", status, code, message = "说明" });

        var card = await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        var text = await dingtalk.Chat.SendTextAsync("zhang", "您好", "k1", default);
        Assert.Equal((outcome, outcome), (card.Outcome, text.Outcome));
        Assert.Contains($"status {status}", card.Error, StringComparison.Ordinal);
        Assert.Empty(await dingtalk.PhoneAsync());

        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default)).Outcome);
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendTextAsync("zhang", "您好", "k1", default)).Outcome);
        Assert.Equal(2, (await dingtalk.PhoneAsync()).Count);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("drop")]
    [InlineData("http")]
    public async Task Silence_and_gateways_are_no_delivery(string kind)
    {
        await using var dingtalk = await DingTalkWorld.StartAsync(timeout: 300);
        await dingtalk.SimAsync("faults", new { path = Cards, kind, seconds = 2, status = 502 });
        var receipt = await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        Assert.Equal((ChatOutcome.Later, null), (receipt.Outcome, receipt.MessageId));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default)).Outcome);
    }

    [Fact]
    public async Task A_card_that_was_delivered_in_silence_lies_on_the_phone_once()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("faults", new { path = Cards, kind = "doneButSilent" });
        Assert.Equal(ChatOutcome.Later, (await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default)).Outcome);
        var again = await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        Assert.Equal(ChatOutcome.Delivered, again.Outcome);
        Assert.StartsWith("carrier_", again.MessageId, StringComparison.Ordinal);
        Assert.Single(await dingtalk.PhoneAsync());
    }

    [Fact]
    public async Task A_used_up_month_waits_for_the_next_so_that_another_channel_is_taken()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("settings", new { callsPerMonth = 3, usedThisMonth = 3 });
        await dingtalk.Chat.SendTextAsync("zhang", "一", "k", default);
        await dingtalk.SimAsync("settings", new { usedThisMonth = 3 });
        var receipt = await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        Assert.Equal(ChatOutcome.Later, receipt.Outcome);

        // In China it is 21:40 on the 22nd of November.
        var left = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8)) - dingtalk.Time.GetUtcNow();
        Assert.InRange(receipt.RetryAfter!.Value, left - TimeSpan.FromSeconds(1), left + TimeSpan.FromSeconds(30));
        dingtalk.Time.FastForward(receipt.RetryAfter.Value + TimeSpan.FromSeconds(1));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default)).Outcome);
    }

    [Fact]
    public async Task The_two_lists_of_a_successful_answer_are_read()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("members", new { staffId = "zhang", flowControlled = true });
        Assert.Equal(ChatOutcome.Later, (await dingtalk.Chat.SendTextAsync("zhang", "您好", "k1", default)).Outcome);
        Assert.Equal(ChatOutcome.Unreachable, (await dingtalk.Chat.SendTextAsync("nobody", "您好", "k1", default)).Outcome);
        Assert.Equal(ChatOutcome.Unreachable, (await dingtalk.Chat.SendCardAsync("nobody", DingTalkWorld.Card(), default)).Outcome);
        Assert.Equal(ChatOutcome.Unreachable, (await dingtalk.Chat.SendCardAsync("zhang;li", DingTalkWorld.Card("case_2"), default)).Outcome);
        Assert.Empty(await dingtalk.PhoneAsync());
    }

    [Fact]
    public async Task More_calls_than_the_platform_allows_are_told_and_pass_a_second_later()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.SimAsync("settings", new { callsPerSecond = 5 });
        var receipts = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => dingtalk.Chat.SendTextAsync("zhang", $"第{i}条", $"k{i}", default)));
        var delivered = receipts.Count(r => r.Outcome == ChatOutcome.Delivered);
        Assert.InRange(delivered, 1, 20);
        Assert.All(receipts.Where(r => r.Outcome != ChatOutcome.Delivered), r => Assert.Equal((ChatOutcome.Later, TimeSpan.FromSeconds(1)), (r.Outcome, r.RetryAfter)));
        Assert.Equal(delivered, (await dingtalk.PhoneAsync()).Count);
        dingtalk.Time.FastForward(TimeSpan.FromSeconds(1));
        Assert.Equal(ChatOutcome.Delivered, (await dingtalk.Chat.SendTextAsync("zhang", "再试", "k", default)).Outcome);
    }

    [Fact]
    public async Task A_card_that_is_not_there_any_more_is_spent()
    {
        await using var dingtalk = await DingTalkWorld.StartAsync();
        Assert.Equal(ChatOutcome.Spent, (await dingtalk.Chat.UpdateCardAsync("zhang", DingTalkWorld.Card(), handle: null, default)).Outcome);
    }
}
