using CinemaCx.Connectors.WeChatPay.Models;

namespace CinemaCx.Connectors.WeChatPay;

public static class WechatTenpayClientExecuteRefundExtensions
{
    /// <summary>
    /// <c>POST /v3/refund/domestic/refunds</c> (page "申请退款"): 200 means accepted, not refunded. The same out_refund_no is the same refund.
    /// NOT_ENOUGH when the merchant's balance is too low, FREQUENCY_LIMITED when asked too fast.
    /// </summary>
    public static Task<CreateRefundDomesticRefundResponse> ExecuteCreateRefundDomesticRefundAsync(
        this WechatTenpayClient client, CreateRefundDomesticRefundRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<CreateRefundDomesticRefundResponse>(
            client.CreateFlurlRequest(request, "refund", "domestic", "refunds"), HttpMethod.Post, request, cancellationToken);

    /// <summary><c>GET /v3/refund/domestic/refunds/{out_refund_no}</c> (page "查询单笔退款"). RESOURCE_NOT_EXISTS when the number is unknown.</summary>
    public static Task<GetRefundDomesticRefundByOutRefundNumberResponse> ExecuteGetRefundDomesticRefundByOutRefundNumberAsync(
        this WechatTenpayClient client, GetRefundDomesticRefundByOutRefundNumberRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsync<GetRefundDomesticRefundByOutRefundNumberResponse>(
            client.CreateFlurlRequest(request, "refund", "domestic", "refunds", request.OutRefundNumber), HttpMethod.Get, cancellationToken);
}
