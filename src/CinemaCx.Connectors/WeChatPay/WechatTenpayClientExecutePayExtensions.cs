using CinemaCx.Connectors.WeChatPay.Models;
using Flurl.Http;

namespace CinemaCx.Connectors.WeChatPay;

public static class WechatTenpayClientExecutePayExtensions
{
    /// <summary>
    /// <c>POST /v3/pay/transactions/jsapi</c> (page "JSAPI/小程序下单"). The same values again give a fresh prepay id of the same payment; changed ones are
    /// refused with OUT_TRADE_NO_USED or INVALID_REQUEST.
    /// </summary>
    public static Task<CreatePayTransactionJsapiResponse> ExecuteCreatePayTransactionJsapiAsync(
        this WechatTenpayClient client, CreatePayTransactionJsapiRequest request, CancellationToken cancellationToken = default)
    {
        request.MerchantId ??= client.Credentials.MerchantId;
        return client.SendFlurlRequestAsJsonAsync<CreatePayTransactionJsapiResponse>(
            client.CreateFlurlRequest(request, "pay", "transactions", "jsapi"), HttpMethod.Post, request, cancellationToken);
    }

    /// <summary><c>GET /v3/pay/transactions/out-trade-no/{out_trade_no}</c> (page "商户订单号查询订单"). ORDER_NOT_EXIST when the number is unknown.</summary>
    public static Task<GetPayTransactionByOutTradeNumberResponse> ExecuteGetPayTransactionByOutTradeNumberAsync(
        this WechatTenpayClient client, GetPayTransactionByOutTradeNumberRequest request, CancellationToken cancellationToken = default)
    {
        var flurlRequest = client.CreateFlurlRequest(request, "pay", "transactions", "out-trade-no", request.OutTradeNumber)
            .SetQueryParam("mchid", request.MerchantId ?? client.Credentials.MerchantId);
        return client.SendFlurlRequestAsync<GetPayTransactionByOutTradeNumberResponse>(flurlRequest, HttpMethod.Get, cancellationToken);
    }

    /// <summary>
    /// <c>POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close</c> (page "关闭订单"): 204 when closed. While the guest is paying it may answer
    /// FREQUENCY_LIMITED, and for a paid order an error: after anything but 204, query.
    /// </summary>
    public static Task<ClosePayTransactionResponse> ExecuteClosePayTransactionAsync(
        this WechatTenpayClient client, ClosePayTransactionRequest request, CancellationToken cancellationToken = default)
    {
        request.MerchantId ??= client.Credentials.MerchantId;
        return client.SendFlurlRequestAsJsonAsync<ClosePayTransactionResponse>(
            client.CreateFlurlRequest(request, "pay", "transactions", "out-trade-no", request.OutTradeNumber, "close"),
            HttpMethod.Post, request, cancellationToken);
    }
}
