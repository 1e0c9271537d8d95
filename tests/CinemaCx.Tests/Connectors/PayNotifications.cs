using System.Text;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Notifications are opened only when the platform signed them, just now, for us.</summary>
public class PayNotifications
{
    private static readonly object Paid = new
    {
        appid = ScriptedPay.AppId,
        mchid = ScriptedPay.Mchid,
        out_trade_no = "pay_1",
        transaction_id = "4200001",
        trade_state = "SUCCESS",
        success_time = "2026-06-08T10:34:56+08:00",
        payer = new { openid = "oUpF8u" },
        amount = new { total = 9000, payer_total = 8000, currency = "CNY" },
    };

    private static readonly object Refunded = new
    {
        mchid = ScriptedPay.Mchid,
        out_trade_no = "pay_1",
        transaction_id = "4200001",
        out_refund_no = "rfd_1",
        refund_id = "5000",
        refund_status = "SUCCESS",
        success_time = "2026-06-08T10:35:56+08:00",
        amount = new { total = 9000, refund = 4500, payer_total = 9000, payer_refund = 4500 },
    };

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_payment_is_told_of_in_both_key_modes(bool publicKeyMode)
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode);
        var notification = await OpenAsync(pay, ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid));
        Assert.Equal("EV-2018022511223320873", notification.NotificationId);
        Assert.Null(notification.Refund);
        Assert.Equal(
            new PlatformPayment("pay_1", PlatformPaymentState.Succeeded, "4200001", new Fen(9000), "CNY", "oUpF8u",
                new DateTimeOffset(2026, 6, 8, 10, 34, 56, TimeSpan.FromHours(8))), notification.Payment);
        Assert.Equal(publicKeyMode ? 0 : 1, pay.CertificateLoads);
    }

    [Fact]
    public async Task A_refund_is_told_of_under_the_name_refund_status()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var notification = await OpenAsync(pay, ScriptedPay.Notification("REFUND.SUCCESS", Refunded));
        Assert.Null(notification.Payment);
        Assert.Equal(
            new PlatformRefund("rfd_1", "pay_1", PlatformRefundState.Succeeded, new Fen(4500), new DateTimeOffset(2026, 6, 8, 10, 35, 56, TimeSpan.FromHours(8))),
            notification.Refund);
    }

    [Fact]
    public async Task Header_names_count_in_any_case()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid);
        var headers = pay.Sign(body).ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        Assert.NotNull((await pay.Gateway.OpenNotificationAsync(headers, Encoding.UTF8.GetBytes(body), default)).Payment);
    }

    [Theory]
    [InlineData("Wechatpay-Signature", "WECHATPAY/SIGNTEST/Q2luZW1hQ3g=")]
    [InlineData("Wechatpay-Signature", "")]
    [InlineData("Wechatpay-Nonce", "another")]
    [InlineData("Wechatpay-Timestamp", "1780886097")]
    [InlineData("Wechatpay-Timestamp", "soon")]
    [InlineData("Wechatpay-Serial", "F5765756002FDD77")]
    [InlineData("Wechatpay-Serial", "PUB_KEY_ID_1")]
    [InlineData("Wechatpay-Serial", "../../etc")]
    public async Task Any_header_altered_is_a_wrong_signature(string header, string value)
    {
        await using var pay = await ScriptedPay.StartAsync();
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid);
        var headers = pay.Sign(body);
        headers[header] = value;
        await RefusedAsync(pay, headers, body, 401, "signature-invalid");
        headers.Remove(header);
        await RefusedAsync(pay, headers, body, 401, "signature-invalid");
    }

    [Fact]
    public async Task A_body_altered_by_one_byte_is_a_wrong_signature()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid);
        await RefusedAsync(pay, pay.Sign(body), body.Replace("EV-", "EW-", StringComparison.Ordinal), 401, "signature-invalid");
        await RefusedAsync(pay, pay.Sign(body), body + " ", 401, "signature-invalid");
    }

    [Theory, InlineData(299, true), InlineData(-299, true), InlineData(301, false), InlineData(-301, false)]
    public async Task Five_minutes_either_way_is_the_limit(int secondsAgo, bool taken)
    {
        await using var pay = await ScriptedPay.StartAsync();
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid);
        var headers = pay.Sign(body, ago: TimeSpan.FromSeconds(secondsAgo));
        if (taken)
            Assert.NotNull((await pay.Gateway.OpenNotificationAsync(headers, Encoding.UTF8.GetBytes(body), default)).Payment);
        else
            await RefusedAsync(pay, headers, body, 401, "signature-invalid");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"id":"1","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"AAAA","nonce":"short"}}""")]
    public async Task Genuine_but_unreadable_is_malformed(string body)
    {
        await using var pay = await ScriptedPay.StartAsync();
        await RefusedAsync(pay, pay.Sign(body), body, 400, "malformed-notification");
    }

    [Fact]
    public async Task Of_another_merchant_is_malformed()
    {
        await using var pay = await ScriptedPay.StartAsync();
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", new { appid = ScriptedPay.AppId, mchid = "1", out_trade_no = "pay_1", trade_state = "SUCCESS" });
        await RefusedAsync(pay, pay.Sign(body), body, 400, "malformed-notification");
    }

    [Fact]
    public async Task Without_certificates_the_platform_is_asked_to_come_again()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Certificates = () => new Answer(500);
        var body = ScriptedPay.Notification("TRANSACTION.SUCCESS", Paid);
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => OpenAsync(pay, body));
        pay.Certificates = () => new Answer(200, ScriptedPay.CertificateList());
        Assert.NotNull((await OpenAsync(pay, body)).Payment);
    }

    private static Task<PaymentNotification> OpenAsync(ScriptedPay pay, string body) =>
        pay.Gateway.OpenNotificationAsync(pay.Sign(body), Encoding.UTF8.GetBytes(body), default);

    private static async Task RefusedAsync(ScriptedPay pay, Dictionary<string, string> headers, string body, int status, string code)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => pay.Gateway.OpenNotificationAsync(headers, Encoding.UTF8.GetBytes(body), default));
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
    }
}
