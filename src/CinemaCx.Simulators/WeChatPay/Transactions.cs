using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Query and close of orders.</summary>
internal sealed class Transactions(WeChatPaySimulatorOptions options, PaymentBook book)
{
    public Answer ByOutTradeNo(Call call) => Show(call, book.Find(call.Route("no")));

    public Answer ById(Call call) => Show(call, book.FindTransaction(call.Route("id")));

    /// <summary>204; closing twice is nothing new. A paid order cannot be closed.</summary>
    public Answer Close(Call call)
    {
        if (!PayJson.TryRead<CloseRequest>(call, out var request, out var wrong)) return wrong;
        if (request.Mchid != options.MerchantId) return PayErrors.Parameter("/mchid", "与签名的商户号不一致");
        if (book.Find(call.Route("no")) is not { } payment) return PayErrors.NoOrder();
        lock (payment.Gate)
        {
            if (payment.IsPaid) return PayErrors.Error(400, "ORDERPAID", "该订单已支付，不能关闭");
            payment.State = TradeState.Closed;
            return Answer.NoContent;
        }
    }

    private Answer Show(Call call, Payment? payment)
    {
        if (call.Query("mchid") is not { } merchant) return PayErrors.QueryParameter("mchid", "不能为空");
        if (merchant != options.MerchantId) return PayErrors.QueryParameter("mchid", "与签名的商户号不一致");
        if (payment is null) return PayErrors.NoOrder();
        lock (payment.Gate) return PayJson.Ok(TransactionView.Of(payment));
    }

    private sealed record CloseRequest(string? Mchid);
}
