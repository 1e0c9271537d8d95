using System.Collections.Concurrent;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>One message to the merchant. Its id and content stay the same over all attempts; signature and nonce do not.</summary>
internal sealed class Notification(string id, string eventType, string outTradeNo, string? outRefundNo, string url)
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string GivenUp = "givenUp";

    public string Id { get; } = id;

    public string EventType { get; } = eventType;

    public string OutTradeNo { get; } = outTradeNo;

    public string? OutRefundNo { get; } = outRefundNo;

    public string Url { get; } = url;

    /// <summary>transaction or refund.</summary>
    public string OriginalType => OutRefundNo is null ? "transaction" : "refund";

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The resource before encryption.</summary>
    public required byte[] Resource { get; init; }

    /// <summary>False for copies and for those sent by hand: one attempt and no more.</summary>
    public bool Retries { get; init; } = true;

    public ConcurrentQueue<Attempt> Attempts { get; } = new();

    /// <summary>Done once the first attempt is over, however it ended.</summary>
    public TaskCompletionSource Tried { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string State { get; set; } = Waiting;

    public DateTimeOffset? NextDue { get; set; }
}

/// <summary>One delivery attempt; status 0 means no answer within five seconds or no connection.</summary>
internal sealed record Attempt(DateTimeOffset At, int Status, string? Body, string? Error, double ElapsedMs)
{
    /// <summary>Only 200 and 204 count as received.</summary>
    public bool Received => Status is 200 or 204;
}

/// <summary>Deliberate flaws of an attempt sent by hand.</summary>
internal sealed record Flaws(bool CorruptSignature, bool SignTest, bool Stale, bool Tamper, bool Unsigned, bool UnknownSerial)
{
    public static Flaws None { get; } = new(false, false, false, false, false, false);
}
