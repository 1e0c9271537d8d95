using System.Text;
using CinemaCx.Connectors.Crypto;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>What the gateway asks of WeChat Pay, and what it makes of each answer.</summary>
public class PaymentsAtThePlatform
{
    private const string Number = "pay_06d3fqk2m8xn4t5v6w7y8z9a0b";

    private static readonly PrepayRequest Prepay = new(
        Number, "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "CinemaCx 影城·《流浪地球》<IMAX> & 2 张", Fen.Yuan(90), new DateTimeOffset(2026, 6, 8, 2, 49, 56, 700, TimeSpan.Zero));

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_prepay_says_what_was_ordered_in_plain_chinese_and_whole_seconds(bool publicKeyMode)
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode);
        pay.Script = _ => new Answer(200, """{"prepay_id":"wx201410272009395522657a690389285100"}""");

        Assert.Equal("wx201410272009395522657a690389285100", await pay.Gateway.PrepayAsync(Prepay, default));

        var request = Assert.Single(pay.Requests);
        Assert.Equal(("POST", "/v3/pay/transactions/jsapi"), (request.Method, request.Target));
        Assert.Equal(
            """{"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"CinemaCx 影城·《流浪地球》<IMAX> & 2 张","""
            + "\"out_trade_no\":\"" + Number + "\","
            + """
              "time_expire":"2026-06-08T10:49:56+08:00","notify_url":"https://cinema.example/callbacks/wechat-pay","amount":{"total":9000,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}
              """, request.Text);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.NotEmpty(request.Headers["User-Agent"]);
        Assert.Equal(publicKeyMode, request.Headers.TryGetValue("Wechatpay-Serial", out var announced) && announced == ScriptedPay.PublicKeyId);
    }

    [Theory]
    [InlineData(403, "OUT_TRADE_NO_USED")]
    [InlineData(400, "ORDER_CLOSED")]
    [InlineData(400, "ORDERCLOSED")]
    [InlineData(400, "ORDERPAID")]
    [InlineData(400, "INVALID_REQUEST")]
    [InlineData(400, "PARAM_ERROR")]
    public async Task A_prepay_the_platform_will_not_take_is_refused(int status, string code)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(status, $$$"""{"code":"{{{code}}}","message":"不行","detail":{"field":"x"}}""");
        var refusal = await Assert.ThrowsAsync<Refusal>(() => pay.Gateway.PrepayAsync(Prepay, default));
        Assert.Equal((409, "payment-not-accepted"), (refusal.Status, refusal.Code));
        Assert.Single(pay.Requests);
    }

    [Theory]
    [InlineData(429, "FREQUENCY_LIMITED", true, 1)]
    [InlineData(500, "SYSTEM_ERROR", true, 2)]
    [InlineData(502, "", false, 2)]
    [InlineData(401, "SIGN_ERROR", true, 1)]
    [InlineData(403, "NO_AUTH", true, 1)]
    [InlineData(403, "OUT_TRADE_NO_USED", false, 1)]
    [InlineData(200, "", false, 1)]
    public async Task A_prepay_without_a_clear_answer_leaves_the_outcome_open(int status, string code, bool signed, int attempts)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(status, code.Length > 0 ? $$"""{"code":"{{code}}","message":"…"}""" : """{"prepay_id":"wx1"}""", signed);
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.PrepayAsync(Prepay, default));
        Assert.Equal(attempts, pay.Requests.Count());
    }

    [Fact]
    public async Task A_second_attempt_has_the_same_body_and_a_new_signature()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var calls = 0;
        pay.Script = _ => ++calls switch
        {
            1 => new Answer(500, """{"code":"SYSTEM_ERROR"}"""),
            _ => new Answer(200, """{"prepay_id":"wx2"}"""),
        };
        Assert.Equal("wx2", await pay.Gateway.PrepayAsync(Prepay, default));
        var (first, second) = (pay.Requests.First(), pay.Requests.Last());
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Headers["Authorization"], second.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_once_more()
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode: true);
        var calls = 0;
        pay.Script = _ => ++calls == 1 ? Answer.Broken : new Answer(200, """{"prepay_id":"wx3"}""");
        Assert.Equal("wx3", await pay.Gateway.PrepayAsync(Prepay, default));

        pay.Script = _ => Answer.Broken;
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.PrepayAsync(Prepay, default));
    }

    [Fact]
    public async Task Silence_ends_at_the_timeout_and_the_callers_own_patience_is_respected()
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode: true, timeout: 300);
        using var silence = new ManualResetEventSlim();
        pay.Script = _ =>
        {
            silence.Wait(TimeSpan.FromSeconds(10));
            return new Answer(200, "{}");
        };
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.PrepayAsync(Prepay, default));
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pay.Gateway.QueryAsync(Number, impatient.Token));
        silence.Set();
    }

    [Fact]
    public async Task The_payers_parameters_are_signed_by_the_merchant()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var parameters = pay.Gateway.SignForPayer("wx201410272009395522657a690389285100");
        Assert.Equal(("1780886096", "prepay_id=wx201410272009395522657a690389285100", "RSA"), (parameters.TimeStamp, parameters.Package, parameters.SignType));
        Assert.Equal(32, parameters.NonceStr.Length);
        var message = $"{ScriptedPay.AppId}\n{parameters.TimeStamp}\n{parameters.NonceStr}\n{parameters.Package}\n";
        Assert.True(RsaKey.From(Vectors.Pem("official_test_key")).Verify(Encoding.UTF8.GetBytes(message), parameters.PaySign));
    }

    [Theory]
    [InlineData("SUCCESS", PlatformPaymentState.Succeeded)]
    [InlineData("REFUND", PlatformPaymentState.Succeeded)]
    [InlineData("NOTPAY", PlatformPaymentState.Open)]
    [InlineData("USERPAYING", PlatformPaymentState.Open)]
    [InlineData("CLOSED", PlatformPaymentState.Closed)]
    [InlineData("REVOKED", PlatformPaymentState.Closed)]
    public async Task A_query_tells_where_the_payment_stands(string tradeState, PlatformPaymentState state)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => Transaction(tradeState);
        var payment = await pay.Gateway.QueryAsync(Number, default);
        Assert.Equal((Number, state, Fen.Yuan(90)), (payment!.PaymentId, payment.State, payment.Amount));
        Assert.Equal($"/v3/pay/transactions/out-trade-no/{Number}?mchid=1900007291", pay.Requests.Single().Target);
        if (state == PlatformPaymentState.Succeeded)
        {
            Assert.Equal(("1217752501201407033233368018", "CNY", "oUpF8u"), (payment.TransactionId, payment.Currency, payment.PayerOpenId));
            Assert.Equal(new DateTimeOffset(2026, 6, 8, 2, 34, 56, TimeSpan.Zero), payment.SucceededAt);
        }
    }

    [Theory, InlineData("ORDER_NOT_EXIST"), InlineData("ORDERNOTEXIST")]
    public async Task An_unknown_number_is_null_only_when_the_platform_signs_that(string code)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(404, $$"""{"code":"{{code}}","message":"订单不存在"}""");
        Assert.Null(await pay.Gateway.QueryAsync(Number, default));
        pay.Script = _ => new Answer(404, $$"""{"code":"{{code}}","message":"订单不存在"}""", Signed: false);
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.QueryAsync(Number, default));
    }

    [Theory]
    [InlineData("out_trade_no", "pay_of_somebody_else")]
    [InlineData("mchid", "1900000000")]
    [InlineData("appid", "wx0000000000000000")]
    [InlineData("trade_state", "SOMETHING_NEW")]
    public async Task A_genuine_answer_about_something_else_is_not_taken(string field, string value)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => Transaction("SUCCESS", (field, value));
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.QueryAsync(Number, default));
    }

    [Fact]
    public async Task A_close_with_204_is_closed_without_asking_again()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(204);
        Assert.Equal(PlatformPaymentState.Closed, (await pay.Gateway.CloseAsync(Number, default)).State);
        var request = Assert.Single(pay.Requests);
        Assert.Equal(($"/v3/pay/transactions/out-trade-no/{Number}/close", """{"mchid":"1900007291"}"""), (request.Target, request.Text));
    }

    [Theory]
    [InlineData(400, "ORDERPAID", "SUCCESS", PlatformPaymentState.Succeeded)]
    [InlineData(429, "FREQUENCY_LIMITED", "SUCCESS", PlatformPaymentState.Succeeded)]
    [InlineData(500, "SYSTEM_ERROR", "CLOSED", PlatformPaymentState.Closed)]
    [InlineData(404, "ORDER_NOT_EXIST", "", PlatformPaymentState.Closed)]
    [InlineData(0, "", "SUCCESS", PlatformPaymentState.Succeeded)]
    [InlineData(-204, "", "SUCCESS", PlatformPaymentState.Succeeded)]
    public async Task A_close_with_any_other_answer_is_what_a_query_says(int status, string code, string tradeState, PlatformPaymentState state)
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = request => request switch
        {
            { Method: "POST" } when status == -204 => new Answer(204, Signed: false),
            { Method: "POST" } => new Answer(status, status == 0 ? "" : $$"""{"code":"{{code}}","message":"…"}"""),
            _ when tradeState.Length == 0 => new Answer(404, """{"code":"ORDER_NOT_EXIST","message":"订单不存在"}"""),
            _ => Transaction(tradeState),
        };
        var payment = await pay.Gateway.CloseAsync(Number, default);
        Assert.Equal((Number, state), (payment.PaymentId, payment.State));
    }

    [Fact]
    public async Task A_close_that_leaves_the_payment_open_is_no_close()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = request => request.Method == "POST" ? new Answer(429, """{"code":"FREQUENCY_LIMITED"}""") : Transaction("USERPAYING");
        var unknown = await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.CloseAsync(Number, default));
        Assert.Equal(TimeSpan.FromMinutes(1), unknown.RetryAfter);
    }

    internal static Answer Transaction(string tradeState, params (string Field, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appid"] = ScriptedPay.AppId,
            ["mchid"] = ScriptedPay.Mchid,
            ["out_trade_no"] = Number,
            ["trade_state"] = tradeState,
            ["trade_state_desc"] = "状态",
        };
        foreach (var (field, value) in changes)
            fields[field] = value;
        var paid = tradeState is "SUCCESS" or "REFUND"
            ? ""","transaction_id":"1217752501201407033233368018","success_time":"2026-06-08T10:34:56+08:00","payer":{"openid":"oUpF8u"}"""
            : "";
        return new Answer(200, "{" + string.Join(',', fields.Select(field => $"\"{field.Key}\":\"{field.Value}\""))
            + paid + ""","amount":{"total":9000,"payer_total":8000,"currency":"CNY"}}""");
    }
}
