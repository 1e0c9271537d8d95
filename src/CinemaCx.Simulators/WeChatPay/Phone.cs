using System.Globalization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>How a pay sheet may be pressed.</summary>
internal sealed record PayWish
{
    /// <summary>send, none, delay, or wait: the answer comes after the first attempt to send.</summary>
    public string Notify { get; init; } = "send";

    /// <summary>For <c>delay</c>: seconds on the simulator's clock.</summary>
    public double DelaySeconds { get; init; }

    /// <summary>How many more times the same notification arrives at the same moment.</summary>
    public int Duplicates { get; init; }

    /// <summary>Another amount than the order's, in fen.</summary>
    public long? AmountTotal { get; init; }

    /// <summary>Pay although closed or past its time: the platform's own race.</summary>
    public bool Force { get; init; }
}

/// <summary>The five values a mini-program hands to <c>wx.requestPayment</c>, with the app they belong to.</summary>
internal sealed record PaymentCall(string? AppId, string? TimeStamp, string? NonceStr, string? Package, string? SignType, string? PaySign);

/// <summary>The guest's phone: what the pay sheet does to an order.</summary>
internal sealed class Phone(WeChatPaySimulatorOptions options, PaymentBook book, Notifier notifier, TimeProvider time) : IDisposable
{
    private readonly VerifyingKey _merchant = new(options.MerchantPublicKeyPem);

    /// <param name="told">Ends when the notification was tried for the first time.</param>
    /// <returns>Null when paid, otherwise why not.</returns>
    public string? Pay(Payment payment, PayWish wish, out Task told)
    {
        told = Task.CompletedTask;
        lock (payment.Gate)
        {
            if (payment.IsPaid) return "already paid";
            if (!wish.Force && RefuseTime(payment) is { } reason) return reason;
            payment.State = TradeState.Paid;
            payment.PaidAt = time.GetUtcNow();
            payment.PaidTotal = wish.AmountTotal ?? payment.PaidTotal;
            payment.TransactionId = "4200" + WireText.Stamp(payment.PaidAt.Value) + WireText.RandomDigits(10);
            book.IndexTransaction(payment);
            if (wish.Notify != "none")
                told = notifier.PaidAsync(payment, wish.Notify == "delay" ? TimeSpan.FromSeconds(wish.DelaySeconds) : TimeSpan.Zero, wish.Duplicates);
            return null;
        }
    }

    /// <summary>Checks the call as the phone does, then pays; the answer is the mini-program's <c>errMsg</c>.</summary>
    public string RequestPayment(PaymentCall call)
    {
        if (call.SignType != "RSA") return "requestPayment:fail signType must be RSA";
        if (call.Package?.StartsWith("prepay_id=", StringComparison.Ordinal) != true) return "requestPayment:fail package must be prepay_id=...";
        if (!long.TryParse(call.TimeStamp, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return "requestPayment:fail timeStamp must be a string of seconds";
        if (!_merchant.Verify($"{call.AppId}\n{call.TimeStamp}\n{call.NonceStr}\n{call.Package}\n", call.PaySign ?? ""))
            return "requestPayment:fail 支付验证签名失败";
        if (book.FindPrepay(call.Package["prepay_id=".Length..]) is not { } payment) return "requestPayment:fail 订单不存在";
        if (payment.Terms.Appid != call.AppId) return "requestPayment:fail appid 与下单时不一致";
        return Pay(payment, new PayWish(), out _) is { } reason ? "requestPayment:fail " + reason : "requestPayment:ok";
    }

    /// <summary>Whether the pay sheet would still take money; call under the payment's gate.</summary>
    public bool CanPay(Payment payment) => !payment.IsPaid && RefuseTime(payment) is null;

    public void Dispose() => _merchant.Dispose();

    private string? RefuseTime(Payment payment)
    {
        if (payment.State == TradeState.Closed) return "order closed";
        var now = time.GetUtcNow();
        if (now >= payment.PayableUntil) return "time_expire has passed";
        return now >= payment.PrepayAt + Payment.PrepayLife ? "prepay_id older than 2 hours" : null;
    }
}
