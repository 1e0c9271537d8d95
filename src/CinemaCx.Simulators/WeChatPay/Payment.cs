namespace CinemaCx.Simulators.WeChatPay;

/// <summary>The words of <c>trade_state</c> that a mini-program payment can have.</summary>
internal static class TradeState
{
    public const string NotPaid = "NOTPAY";
    public const string Paid = "SUCCESS";
    public const string Refunded = "REFUND";
    public const string Closed = "CLOSED";

    public static string Describe(string state) => state switch
    {
        Paid => "支付成功",
        Refunded => "订单发生过退款，退款详情请查询退款单",
        Closed => "订单已关闭",
        _ => "订单未支付",
    };
}

/// <summary>One order at the platform. Everything that changes is read and written under <see cref="Gate"/>.</summary>
internal sealed class Payment(PrepayRequest terms, byte[] body, DateTimeOffset createdAt, DateTimeOffset payableUntil)
{
    public static readonly TimeSpan PrepayLife = TimeSpan.FromHours(2);

    public Lock Gate { get; } = new();

    public PrepayRequest Terms { get; } = terms;

    /// <summary>The first request as sent, to tell a repeat from a change.</summary>
    public byte[] Body { get; } = body;

    public string OutTradeNo => Terms.OutTradeNo!;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>After this the guest can no longer pay; the order itself stays open until closed.</summary>
    public DateTimeOffset PayableUntil { get; } = payableUntil;

    public string State { get; set; } = TradeState.NotPaid;

    public string PrepayId { get; set; } = "";

    public DateTimeOffset PrepayAt { get; set; }

    public string? TransactionId { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>What was really paid; other than the order's total only when a hook wished so.</summary>
    public long PaidTotal { get; set; } = terms.Amount!.Total!.Value;

    /// <summary>Last failed try of the guest, such as 余额不足.</summary>
    public string? LastFailure { get; set; }

    /// <summary>Id of the payment's notification, for sending the very same again.</summary>
    public string? NotificationId { get; set; }

    public List<Refund> Refunds { get; } = [];

    public bool IsPaid => State is TradeState.Paid or TradeState.Refunded;
}
