using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>
/// Port to the payment platform. Every call may throw <see cref="PaymentGatewayUnavailableException"/>: the outcome is then unknown and the
/// same call may be repeated with the same numbers.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>Opens the payment at the platform; repeating it with the same values gives a fresh prepay id of the same payment.</summary>
    /// <returns>The prepay id, valid two hours.</returns>
    /// <exception cref="Refusal">409 <c>payment-not-accepted</c>: the platform will not take this payment (closed, number used, changed).</exception>
    Task<string> PrepayAsync(PrepayRequest request, CancellationToken cancellation);

    /// <summary>What <c>wx.requestPayment</c> needs, signed with the merchant's key.</summary>
    RequestPaymentParameters SignForPayer(string prepayId);

    /// <returns>The platform's view, or null when it does not know the number.</returns>
    Task<PlatformPayment?> QueryAsync(string paymentId, CancellationToken cancellation);

    /// <summary>
    /// Closes the payment so that it can never be paid. Returns the platform's view afterwards: <see cref="PlatformPaymentState.Closed"/>, or
    /// <see cref="PlatformPaymentState.Succeeded"/> when the guest was quicker. A number the platform never saw counts as closed.
    /// </summary>
    Task<PlatformPayment> CloseAsync(string paymentId, CancellationToken cancellation);

    /// <summary>Asks for a refund; the same refund id is the same refund, however often it is asked for.</summary>
    Task<PlatformRefund> RefundAsync(RefundRequest request, CancellationToken cancellation);

    /// <returns>The platform's view, or null when it does not know the number.</returns>
    Task<PlatformRefund?> QueryRefundAsync(string refundId, CancellationToken cancellation);

    /// <summary>Verifies and opens a notification of the platform.</summary>
    /// <param name="headers">The request's headers, names case-insensitive.</param>
    /// <param name="body">The raw bytes received.</param>
    /// <exception cref="Refusal">401 <c>signature-invalid</c>: not signed by the platform, too old, or altered; 400 <c>malformed-notification</c>.</exception>
    Task<PaymentNotification> OpenNotificationAsync(
        IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellation);
}

/// <param name="PaymentId">Our number at the platform (<c>out_trade_no</c>), 6 to 32 characters.</param>
/// <param name="Description">What the guest reads in her bill, at most 127 characters.</param>
/// <param name="PayableUntil">After this the platform refuses to take the money; at least a minute ahead.</param>
public sealed record PrepayRequest(string PaymentId, string OpenId, string Description, Fen Amount, DateTimeOffset PayableUntil);

/// <summary>The parameters of <c>wx.requestPayment</c>, under the names it gives them.</summary>
public sealed record RequestPaymentParameters(string TimeStamp, string NonceStr, string Package, string SignType, string PaySign);

public enum PlatformPaymentState
{
    /// <summary>Not paid, still payable.</summary>
    Open,

    /// <summary>Paid; it stays so when parts were refunded.</summary>
    Succeeded,

    /// <summary>Never paid and never payable again.</summary>
    Closed,
}

/// <param name="Amount">What the order was for, when the platform says it.</param>
/// <param name="Currency"><c>CNY</c>.</param>
public sealed record PlatformPayment(
    string PaymentId, PlatformPaymentState State, string? TransactionId, Fen? Amount, string? Currency, string? PayerOpenId, DateTimeOffset? SucceededAt);

/// <param name="RefundId">Our number at the platform (<c>out_refund_no</c>).</param>
/// <param name="Amount">What goes back now.</param>
/// <param name="Total">What the payment was for.</param>
/// <param name="Reason">Shown to the guest, at most 80 bytes.</param>
public sealed record RefundRequest(string RefundId, string PaymentId, Fen Amount, Fen Total, string Reason);

public enum PlatformRefundState
{
    Processing,
    Succeeded,

    /// <summary>The money could not be given back to where it came from; somebody must look.</summary>
    Abnormal,
    Closed,
}

public sealed record PlatformRefund(string RefundId, string PaymentId, PlatformRefundState State, Fen Amount, DateTimeOffset? SucceededAt);

/// <summary>One opened notification: exactly one of the two is present.</summary>
/// <param name="NotificationId">The platform's id of the notification; the same on every repetition.</param>
public sealed record PaymentNotification(string NotificationId, PlatformPayment? Payment, PlatformRefund? Refund);

/// <summary>The platform did not answer, answered with a fault of its own, or could not be understood: the outcome is unknown.</summary>
public sealed class PaymentGatewayUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>After how long it makes sense to ask again, where the platform hinted it.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
