using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChatPay.Models;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>The orders' port to WeChat Pay, on top of <see cref="WechatTenpayClient"/>.</summary>
internal sealed class WeChatPayGateway(
    WechatTenpayClient client, WeChatPayNotifications notifications, IOptions<WeChatPayOptions> options, TimeProvider time, ILogger<WeChatPayGateway> logger)
    : IPaymentGateway
{
    private const int LongestReason = 80;
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UntilBalanceIsFilled = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilSomebodyLooked = TimeSpan.FromMinutes(30);

    private readonly WeChatPayOptions _account = options.Value;

    public async Task<string> PrepayAsync(PrepayRequest request, CancellationToken cancellation)
    {
        var response = await ReachAsync(() => client.ExecuteCreatePayTransactionJsapiAsync(
            new CreatePayTransactionJsapiRequest
            {
                AppId = _account.AppId,
                Description = request.Description,
                OutTradeNumber = request.PaymentId,
                ExpireTime = request.PayableUntil,
                NotifyUrl = _account.NotifyUrl,
                Amount = new() { Total = request.Amount.Value },
                Payer = new() { OpenId = request.OpenId },
            },
            cancellation));
        if (response.IsSuccessful() && response.PrepayId is { Length: > 0 } prepayId)
            return prepayId;

        if (Says(response, "OUT_TRADE_NO_USED", "ORDER_CLOSED", "ORDER_PAID", "INVALID_REQUEST"))
            throw NotAccepted(request.PaymentId);
        if (Says(response, "PARAM_ERROR", "RULE_LIMIT", "OPENID_MISMATCH", "ACCOUNT_ERROR", "TRADE_ERROR"))
        {
            logger.LogError("WeChat Pay refuses payment {PaymentId}: {ErrorCode} {ErrorMessage}, request {RequestId}",
                request.PaymentId, response.ErrorCode, response.ErrorMessage, response.WechatpayRequestId);
            throw NotAccepted(request.PaymentId);
        }
        throw Unavailable("prepay", request.PaymentId, response);
    }

    public RequestPaymentParameters SignForPayer(string prepayId)
    {
        var parameters = client.GenerateParametersForJsapiPayRequest(_account.AppId, prepayId, time.GetUtcNow());
        return new RequestPaymentParameters(
            parameters["timeStamp"], parameters["nonceStr"], parameters["package"], parameters["signType"], parameters["paySign"]);
    }

    public async Task<PlatformPayment?> QueryAsync(string paymentId, CancellationToken cancellation)
    {
        var response = await ReachAsync(() => client.ExecuteGetPayTransactionByOutTradeNumberAsync(
            new GetPayTransactionByOutTradeNumberRequest { OutTradeNumber = paymentId }, cancellation));
        if (Says(response, "ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"))
            return null;
        if (!response.IsSuccessful())
            throw Unavailable("query", paymentId, response);

        // The signature does not cover the question: the answer must be about what was asked.
        return response.View() is { } payment && payment.PaymentId == paymentId
            && response.MerchantId == _account.MerchantId && response.AppId == _account.AppId
            ? payment
            : throw Unavailable("query", paymentId, response);
    }

    public async Task<PlatformPayment> CloseAsync(string paymentId, CancellationToken cancellation)
    {
        var closed = new PlatformPayment(paymentId, PlatformPaymentState.Closed, null, null, null, null, null);
        TimeSpan? retryAfter = null;
        try
        {
            var response = await ReachAsync(() => client.ExecuteClosePayTransactionAsync(
                new ClosePayTransactionRequest { OutTradeNumber = paymentId }, cancellation));
            if (response.GetRawStatus() == 204)
                return closed;
            retryAfter = RetryAfter(response);
        }
        catch (PaymentGatewayUnavailableException e)
        {
            retryAfter = e.RetryAfter;
        }

        // Whatever went wrong, what counts is where the payment stands now.
        var payment = await QueryAsync(paymentId, cancellation) ?? closed;
        return payment.State != PlatformPaymentState.Open
            ? payment
            : throw new PaymentGatewayUnavailableException($"Payment {paymentId} could not be closed and is still payable.") { RetryAfter = retryAfter };
    }

    public async Task<PlatformRefund> RefundAsync(RefundRequest request, CancellationToken cancellation)
    {
        var response = await ReachAsync(() => client.ExecuteCreateRefundDomesticRefundAsync(
            new CreateRefundDomesticRefundRequest
            {
                OutTradeNumber = request.PaymentId,
                OutRefundNumber = request.RefundId,
                Reason = Wording.CutToBytes(request.Reason, LongestReason),
                NotifyUrl = _account.NotifyUrl,
                Amount = new() { Refund = request.Amount.Value, Total = request.Total.Value },
            },
            cancellation));
        return response.IsSuccessful() && response.View() is { } refund && refund.RefundId == request.RefundId && refund.PaymentId == request.PaymentId
            ? refund
            : throw Unavailable("refund", request.RefundId, response);
    }

    public async Task<PlatformRefund?> QueryRefundAsync(string refundId, CancellationToken cancellation)
    {
        var response = await ReachAsync(() => client.ExecuteGetRefundDomesticRefundByOutRefundNumberAsync(
            new GetRefundDomesticRefundByOutRefundNumberRequest { OutRefundNumber = refundId }, cancellation));
        if (Says(response, "RESOURCE_NOT_EXISTS", "RESOURCE_NOT_EXIST", "REFUND_NOT_EXIST"))
            return null;
        return response.IsSuccessful() && response.View() is { } refund && refund.RefundId == refundId
            ? refund
            : throw Unavailable("refund query", refundId, response);
    }

    public Task<PaymentNotification> OpenNotificationAsync(
        IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        notifications.OpenAsync(headers, body, cancellation);

    private static async Task<T> ReachAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (CommonException e)
        {
            throw new PaymentGatewayUnavailableException(e.Message, e);
        }
    }

    /// <summary>Only a signed failure says something; an unsigned one could come from anybody in between.</summary>
    private static bool Says(WechatTenpayResponse response, params ReadOnlySpan<string> codes) =>
        response.IsSignatureVerified && TenpayErrors.IsOneOf(response.ErrorCode, codes);

    private PaymentGatewayUnavailableException Unavailable(string verb, string number, WechatTenpayResponse response)
    {
        // Faults and haste pass by themselves; for the rest somebody must look.
        var passing = response.GetRawStatus() >= 500 || response.GetRawStatus() == 429
            || TenpayErrors.IsOneOf(response.ErrorCode, "SYSTEM_ERROR", "BANK_ERROR", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED");
        logger.Log(passing ? LogLevel.Warning : LogLevel.Error,
            "WeChat Pay answered {Verb} of {Number} with status {Status}, {ErrorCode} {ErrorMessage}, {Signed}, request {RequestId}",
            verb, number, response.GetRawStatus(), response.ErrorCode, response.ErrorMessage,
            response.IsSignatureVerified ? "signed" : "not signed", response.WechatpayRequestId);
        return new PaymentGatewayUnavailableException(
            $"WeChat Pay answered {verb} of {number} with status {response.GetRawStatus()} {response.ErrorCode}.")
        {
            RetryAfter = RetryAfter(response) ?? (passing ? null : UntilSomebodyLooked),
        };
    }

    private static TimeSpan? RetryAfter(WechatTenpayResponse response) =>
        response.GetRawHeaders().RetryAfter?.Delta
        ?? (TenpayErrors.IsOneOf(response.ErrorCode, "NOT_ENOUGH") ? UntilBalanceIsFilled
            : response.GetRawStatus() == 429 || TenpayErrors.IsOneOf(response.ErrorCode, "FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED") ? AMinute
            : null);

    private static Refusal NotAccepted(string paymentId) =>
        new(409, "payment-not-accepted", "这笔支付已无法继续，请重新下单", Refusal.With("paymentId", paymentId));
}
