using System.Text.Json;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Body of <c>POST /v3/refund/domestic/refunds</c> (doc 4012556457).</summary>
internal sealed record RefundRequest
{
    public string? TransactionId { get; init; }

    public string? OutTradeNo { get; init; }

    public string? OutRefundNo { get; init; }

    public string? Reason { get; init; }

    public string? NotifyUrl { get; init; }

    public string? FundsAccount { get; init; }

    public RefundAmount? Amount { get; init; }

    public JsonElement? GoodsDetail { get; init; }
}

internal sealed record RefundAmount(long? Refund, long? Total, string? Currency);

/// <summary>The words of a refund's status.</summary>
internal static class RefundStatus
{
    public const string Processing = "PROCESSING";
    public const string Done = "SUCCESS";
    public const string Abnormal = "ABNORMAL";
    public const string Closed = "CLOSED";
}

/// <summary>One refund; changes under the gate of its payment.</summary>
internal sealed class Refund(Payment payment, RefundRequest terms, byte[] body, string id, DateTimeOffset createdAt)
{
    public Payment Payment { get; } = payment;

    public RefundRequest Terms { get; } = terms;

    public byte[] Body { get; } = body;

    public string Id { get; } = id;

    public string OutRefundNo => Terms.OutRefundNo!;

    public long Fen => Terms.Amount!.Refund!.Value;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public string Status { get; set; } = RefundStatus.Processing;

    public DateTimeOffset? DoneAt { get; set; }

    public string? NotificationId { get; set; }
}
