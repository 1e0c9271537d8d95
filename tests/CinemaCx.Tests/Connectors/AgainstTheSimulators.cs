using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Simulators.WeChatPay;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>The connectors against platforms that check what the real ones check.</summary>
public class AgainstTheSimulators
{
    public static TheoryData<PlatformKeyMode> KeyModes => [PlatformKeyMode.Certificate, PlatformKeyMode.PublicKey, PlatformKeyMode.Both];

    [Fact]
    public async Task A_guest_logs_in_once_per_code_and_gives_her_number()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var minted = await world.WeChatAsync("login-codes", new { openid = "oGuest1" });
        var code = minted.GetProperty("code").GetString()!;
        var identity = await world.Account.ExchangeLoginCodeAsync(code, default);
        Assert.Equal("oGuest1", identity.OpenId);
        Assert.Equal(16, Convert.FromBase64String(identity.SessionKey).Length);
        Assert.Equal("login-code-invalid", (await Assert.ThrowsAsync<Refusal>(() => world.Account.ExchangeLoginCodeAsync(code, default))).Code);

        var blocked = (await world.WeChatAsync("login-codes", new { blocked = true })).GetProperty("code").GetString()!;
        Assert.Equal("login-blocked", (await Assert.ThrowsAsync<Refusal>(() => world.Account.ExchangeLoginCodeAsync(blocked, default))).Code);

        foreach (var asNumber in new[] { true, false })
        {
            var phone = await PhoneCodeAsync(world, asNumber);
            Assert.Equal("+8613800138000", await world.Account.ExchangePhoneCodeAsync(phone, default));
            Assert.Equal("phone-code-invalid", (await Assert.ThrowsAsync<Refusal>(() => world.Account.ExchangePhoneCodeAsync(phone, default))).Code);
        }
    }

    [Theory, InlineData("tokens/expire"), InlineData("tokens/invalidate")]
    public async Task A_token_that_goes_bad_is_replaced_without_the_guest_noticing(string hook)
    {
        await using var world = await SimulatedWorld.StartAsync();
        Assert.Equal("+8613800138000", await world.Account.ExchangePhoneCodeAsync(await PhoneCodeAsync(world), default));
        await world.WeChatAsync(hook, new { });
        Assert.Equal("+8613800138000", await world.Account.ExchangePhoneCodeAsync(await PhoneCodeAsync(world), default));
    }

    [Theory, MemberData(nameof(KeyModes))]
    public async Task A_payment_goes_its_whole_way_and_back(PlatformKeyMode keys)
    {
        await using var world = await SimulatedWorld.StartAsync(keys);
        var prepay = Prepay(world);
        var prepayId = await world.Gateway.PrepayAsync(prepay, default);
        Assert.NotEqual(prepayId, await world.Gateway.PrepayAsync(prepay, default));
        Assert.Equal(PlatformPaymentState.Open, (await world.Gateway.QueryAsync(prepay.PaymentId, default))!.State);
        Assert.Equal(409, (await Assert.ThrowsAsync<Refusal>(() => world.Gateway.PrepayAsync(prepay with { Amount = Fen.Yuan(1) }, default))).Status);

        await PressPayAsync(world, prepayId, "requestPayment:ok");
        await SimulatedWorld.UntilAsync(() => world.Told.Any(told => told.Payment is not null));
        var paid = world.Told.First().Payment!;
        Assert.Equal(
            (prepay.PaymentId, PlatformPaymentState.Succeeded, prepay.Amount, "CNY", prepay.OpenId),
            (paid.PaymentId, paid.State, paid.Amount!.Value, paid.Currency, paid.PayerOpenId));
        Assert.Equal(paid, await world.Gateway.QueryAsync(prepay.PaymentId, default));
        Assert.Equal(PlatformPaymentState.Succeeded, (await world.Gateway.CloseAsync(prepay.PaymentId, default)).State);
        await Assert.ThrowsAsync<Refusal>(() => world.Gateway.PrepayAsync(prepay, default));

        var part = new RefundRequest("rfd_part_1", prepay.PaymentId, new Fen(4500), prepay.Amount, "座位 F7 退票");
        Assert.Equal(PlatformRefundState.Processing, (await world.Gateway.RefundAsync(part, default)).State);
        var soon = await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(
            () => world.Gateway.RefundAsync(part with { RefundId = "rfd_part_2" }, default));
        world.Time.Advance(soon.RetryAfter!.Value);
        await world.Gateway.RefundAsync(part with { RefundId = "rfd_part_2" }, default);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await SimulatedWorld.UntilAsync(() => world.Told.Count(told => told.Refund?.State == PlatformRefundState.Succeeded) == 2);

        var refund = (await world.Gateway.QueryRefundAsync("rfd_part_1", default))!;
        Assert.Equal((PlatformRefundState.Succeeded, new Fen(4500)), (refund.State, refund.Amount));
        Assert.Equal(refund, await world.Gateway.RefundAsync(part, default));
        Assert.Contains(world.Told, told => told.Refund == refund);
        Assert.Equal(PlatformPaymentState.Succeeded, (await world.Gateway.QueryAsync(prepay.PaymentId, default))!.State);
        Assert.Empty(world.Refused);
    }

    [Fact]
    public async Task A_closed_payment_cannot_be_paid_and_an_unknown_one_counts_as_closed()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var prepay = Prepay(world);
        var prepayId = await world.Gateway.PrepayAsync(prepay, default);
        Assert.Equal(PlatformPaymentState.Closed, (await world.Gateway.CloseAsync(prepay.PaymentId, default)).State);
        Assert.Equal(PlatformPaymentState.Closed, (await world.Gateway.CloseAsync(prepay.PaymentId, default)).State);
        Assert.Equal(PlatformPaymentState.Closed, (await world.Gateway.QueryAsync(prepay.PaymentId, default))!.State);
        Assert.Equal("payment-not-accepted", (await Assert.ThrowsAsync<Refusal>(() => world.Gateway.PrepayAsync(prepay, default))).Code);
        await PressPayAsync(world, prepayId, "requestPayment:fail");

        Assert.Equal(PlatformPaymentState.Closed, (await world.Gateway.CloseAsync("pay_never_seen", default)).State);
        Assert.Null(await world.Gateway.QueryAsync("pay_never_seen", default));
        Assert.Null(await world.Gateway.QueryRefundAsync("rfd_never_seen", default));
    }

    [Theory, InlineData(PlatformKeyMode.Certificate), InlineData(PlatformKeyMode.Both)]
    public async Task A_rotated_certificate_is_picked_up_at_once(PlatformKeyMode keys)
    {
        await using var world = await SimulatedWorld.StartAsync(keys);
        var prepay = Prepay(world);
        await world.Gateway.PrepayAsync(prepay, default);
        await world.PayAsync("rotate-certificate", new { });
        await world.Gateway.PrepayAsync(prepay, default);
        await world.PayAsync($"payments/{prepay.PaymentId}/pay", new { });
        await SimulatedWorld.UntilAsync(() => !world.Told.IsEmpty);
        Assert.Empty(world.Refused);
    }

    [Theory, InlineData(PlatformKeyMode.Certificate), InlineData(PlatformKeyMode.PublicKey)]
    public async Task A_notification_with_something_wrong_is_refused(PlatformKeyMode keys)
    {
        await using var world = await SimulatedWorld.StartAsync(keys);
        var prepay = Prepay(world);
        await world.Gateway.PrepayAsync(prepay, default);
        foreach (var flaw in new[] { "corruptSignature", "signTest", "stale", "unsigned", "unknownSerial", "tamper", "wrongMerchant", "wrongApp" })
        {
            var answer = await world.PayAsync($"payments/{prepay.PaymentId}/notify", new Dictionary<string, object> { [flaw] = true });
            var readable = flaw is "tamper" or "wrongMerchant" or "wrongApp";
            Assert.True(world.Refused.TryDequeue(out var code), flaw);
            Assert.Equal((flaw, readable ? "malformed-notification" : "signature-invalid"), (flaw, code));
            Assert.Equal(readable ? 400 : 401, answer.GetProperty("status").GetInt32());
        }
        Assert.Empty(world.Told);
    }

    [Theory]
    [InlineData("http", 1)]
    [InlineData("drop", 1)]
    [InlineData("doneButSilent", 1)]
    [InlineData("error", 1)]
    public async Task One_fault_is_ridden_out(string kind, int times)
    {
        await using var world = await SimulatedWorld.StartAsync(PlatformKeyMode.Certificate);
        var prepay = Prepay(world);
        await FaultAsync(world, kind, times);
        Assert.StartsWith("wx", await world.Gateway.PrepayAsync(prepay, default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", 2)]
    [InlineData("drop", 2)]
    [InlineData("doneButSilent", 2)]
    [InlineData("error", 2)]
    [InlineData("silence", 1)]
    [InlineData("unsigned", 1)]
    [InlineData("badSignature", 1)]
    public async Task A_lasting_fault_leaves_the_outcome_open_and_the_same_call_goes_through_later(string kind, int times)
    {
        await using var world = await SimulatedWorld.StartAsync(PlatformKeyMode.PublicKey, timeout: 1000);
        var prepay = Prepay(world);
        await FaultAsync(world, kind, times);
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => world.Gateway.PrepayAsync(prepay, default));
        Assert.StartsWith("wx", await world.Gateway.PrepayAsync(prepay, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_close_whose_answer_is_lost_is_settled_by_a_query()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var prepay = Prepay(world);
        await world.Gateway.PrepayAsync(prepay, default);
        await world.PayAsync("faults", new { path = "/v3/pay/transactions/out-trade-no/*/close", kind = "doneButSilent", times = 2 });
        Assert.Equal(PlatformPaymentState.Closed, (await world.Gateway.CloseAsync(prepay.PaymentId, default)).State);
    }

    [Fact]
    public async Task A_refund_without_balance_waits()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var prepay = Prepay(world);
        await world.Gateway.PrepayAsync(prepay, default);
        await world.PayAsync($"payments/{prepay.PaymentId}/pay", new { notify = "none" });
        await world.PayAsync("faults", new { path = "/v3/refund", kind = "error", code = "NOT_ENOUGH", status = 403 });
        var refund = new RefundRequest("rfd_1", prepay.PaymentId, prepay.Amount, prepay.Amount, "影片取消");
        var waiting = await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => world.Gateway.RefundAsync(refund, default));
        Assert.NotNull(waiting.RetryAfter);
        Assert.Equal(PlatformRefundState.Processing, (await world.Gateway.RefundAsync(refund, default)).State);
    }

    private static PrepayRequest Prepay(SimulatedWorld world) => new(
        Id.New("pay", world.Time.GetUtcNow()), "oGuest1", "星光影城 《流浪地球》 F7、F8", Fen.Yuan(90), world.Time.GetUtcNow().AddMinutes(15));

    private static async Task<string> PhoneCodeAsync(SimulatedWorld world, bool asNumber = true) =>
        (await world.WeChatAsync("phone-codes", new { phoneNumber = "13800138000", countryCodeAsNumber = asNumber })).GetProperty("code").GetString()!;

    private static async Task PressPayAsync(SimulatedWorld world, string prepayId, string expected)
    {
        var call = world.Gateway.SignForPayer(prepayId);
        var answer = await world.PayAsync("phone/request-payment", new
        {
            appId = "wxd678efh567hg6787",
            timeStamp = call.TimeStamp,
            nonceStr = call.NonceStr,
            package = call.Package,
            signType = call.SignType,
            paySign = call.PaySign,
        });
        Assert.StartsWith(expected, answer.GetProperty("errMsg").GetString(), StringComparison.Ordinal);
    }

    private static async Task FaultAsync(SimulatedWorld world, string kind, int times) =>
        await world.PayAsync("faults", new { path = "/v3/pay/transactions/jsapi", kind, times, status = 500, code = "SYSTEM_ERROR", seconds = 1.5 });
}
