using System.Text;
using System.Text.Json;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Refunds asked for and asked about.</summary>
public class RefundsAtThePlatform
{
    private static readonly RefundRequest Refund = new("rfd_1", "pay_1", new Fen(4500), Fen.Yuan(90), "座位 F7 退票");

    [Theory]
    [InlineData("PROCESSING", PlatformRefundState.Processing)]
    [InlineData("SUCCESS", PlatformRefundState.Succeeded)]
    [InlineData("ABNORMAL", PlatformRefundState.Abnormal)]
    [InlineData("CLOSED", PlatformRefundState.Closed)]
    public async Task Accepted_is_not_yet_refunded(string status, PlatformRefundState state)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => Answered(status);

        var asked = await pay.Gateway.RefundAsync(Refund, default);
        Assert.Equal(("rfd_1", "pay_1", state, new Fen(4500)), (asked.RefundId, asked.PaymentId, asked.State, asked.Amount));
        Assert.Equal(asked, await pay.Gateway.QueryRefundAsync("rfd_1", default));

        Assert.Equal(["/v3/refund/domestic/refunds", "/v3/refund/domestic/refunds/rfd_1"], pay.Requests.Select(request => request.Target));
        Assert.Equal(
            """
            {"out_trade_no":"pay_1","out_refund_no":"rfd_1","reason":"座位 F7 退票","notify_url":"https://cinema.example/callbacks/wechat-pay","amount":{"refund":4500,"total":9000,"currency":"CNY"}}
            """, pay.Requests.First().Text);
    }

    [Theory]
    [InlineData(403, "NOT_ENOUGH", 10)]
    [InlineData(403, "NOTENOUGH", 10)]
    [InlineData(429, "FREQUENCY_LIMITED", 1)]
    [InlineData(400, "INVALID_REQUEST", 30)]
    public async Task A_refund_that_cannot_be_now_is_to_be_asked_for_again_later(int status, string code, int minutes)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(status, $$"""{"code":"{{code}}","message":"…"}""");
        var unknown = await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.RefundAsync(Refund, default));
        Assert.Equal(TimeSpan.FromMinutes(minutes), unknown.RetryAfter);
    }

    [Fact]
    public async Task The_platforms_own_hint_when_to_come_back_wins()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(429, """{"code":"FREQUENCY_LIMITED"}""") { Headers = { ["Retry-After"] = "7" } };
        var unknown = await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.RefundAsync(Refund, default));
        Assert.Equal(TimeSpan.FromSeconds(7), unknown.RetryAfter);
    }

    [Fact]
    public async Task A_long_reason_is_cut_between_characters_to_eighty_bytes()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => Answered("PROCESSING");
        await pay.Gateway.RefundAsync(Refund with { Reason = string.Concat(Enumerable.Repeat("退🎬", 20)) }, default);
        var reason = JsonDocument.Parse(pay.Requests.Single().Body).RootElement.GetProperty("reason").GetString()!;
        Assert.Equal(80 - 80 % 7 + 3, Encoding.UTF8.GetByteCount(reason));
        Assert.EndsWith("🎬退", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_refund_is_null()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(404, """{"code":"RESOURCE_NOT_EXISTS","message":"退款单不存在"}""");
        Assert.Null(await pay.Gateway.QueryRefundAsync("rfd_1", default));
    }

    private static Answer Answered(string status) => new(200,
        $$$"""
        {"refund_id":"50000000382019052709732678859","out_refund_no":"rfd_1","out_trade_no":"pay_1","transaction_id":"1","status":"{{{status}}}",
         "amount":{"total":9000,"refund":4500,"payer_refund":4000,"currency":"CNY"}}
        """);
}
