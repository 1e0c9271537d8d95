using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>POST /v3/pay/transactions/jsapi</c>: opens an order, or gives a fresh prepay_id for the same one.</summary>
internal sealed class Prepay(WeChatPaySimulatorOptions options, PaymentBook book)
{
    private static readonly TimeSpan ShortestPayTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultPayTime = TimeSpan.FromDays(7);

    public Answer Run(Call call)
    {
        if (!PayJson.TryRead<PrepayRequest>(call, out var request, out var wrong)) return wrong;
        if (RefuseFields(request) is { } refusal) return refusal;
        if (PayableUntil(request, call.At) is not { } payableUntil) return PayErrors.Parameter("/time_expire", "不符合 RFC 3339 格式");
        var payment = book.GetOrAdd(new Payment(request, call.Body, call.At, payableUntil));
        lock (payment.Gate)
        {
            if (RefuseRepeat(payment, call) is { } repeat) return repeat;
            payment.PrepayId = "wx" + WireText.Stamp(call.At) + WireText.RandomHex(20);
            payment.PrepayAt = call.At;
            book.IndexPrepay(payment);
            return PayJson.Ok(new { payment.PrepayId });
        }
    }

    private Answer? RefuseFields(PrepayRequest request)
    {
        (string Field, string? Complaint)[] complaints =
        [
            ("/appid", FieldRules.Text(request.Appid, 32, required: true)),
            ("/mchid", FieldRules.Text(request.Mchid, 32, required: true)),
            ("/description", FieldRules.Text(request.Description, 127, required: true)),
            ("/out_trade_no", FieldRules.Number(request.OutTradeNo, 6, 32, "_-|*")),
            ("/attach", FieldRules.Text(request.Attach, 128, required: false)),
            ("/notify_url", FieldRules.NotifyUrl(request.NotifyUrl, 255, required: true)),
            ("/goods_tag", FieldRules.Text(request.GoodsTag, 32, required: false)),
            ("/amount/total", request.Amount?.Total is > 0 and <= int.MaxValue ? null : "应为大于 0 的整数，单位为分"),
            ("/amount/currency", request.Amount?.Currency is null or "CNY" ? null : "境内商户号仅支持人民币 CNY"),
            ("/payer/openid", FieldRules.Text(request.Payer?.Openid, 128, required: true)),
        ];
        foreach (var (field, complaint) in complaints)
            if (complaint is not null) return PayErrors.Parameter(field, complaint);
        if (request.Mchid != options.MerchantId) return PayErrors.Parameter("/mchid", "与签名的商户号不一致");
        return options.Knows(request.Appid!) ? null : PayErrors.Error(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配");
    }

    // Less than a minute ahead, or past, is raised to one minute: the platform does so without a word.
    private static DateTimeOffset? PayableUntil(PrepayRequest request, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(request.TimeExpire)) return now + DefaultPayTime;
        if (!FieldRules.TryTime(request.TimeExpire, out var asked)) return null;
        return asked < now + ShortestPayTime ? now + ShortestPayTime : asked;
    }

    private static Answer? RefuseRepeat(Payment payment, Call call)
    {
        if (payment.State == TradeState.Closed) return PayErrors.Error(400, "ORDER_CLOSED", "该订单已关闭，请重新下单");
        if (payment.IsPaid) return PayErrors.Error(403, "OUT_TRADE_NO_USED", "商户订单号重复：该订单已支付");
        if (!PayJson.SameContent(payment.Body, call.Body)) return PayErrors.Invalid("请求重入时，参数与首次请求时不一致");
        return call.At >= payment.PayableUntil ? PayErrors.Invalid("该订单已过支付截止时间，请关单后重新下单") : null;
    }
}
