using System.Collections.Concurrent;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>All orders and refunds by their numbers. Numbers are unique; each order has its own lock.</summary>
internal sealed class PaymentBook
{
    private readonly ConcurrentDictionary<string, Payment> _byNumber = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Payment> _byTransaction = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Payment> _byPrepay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Refund> _refunds = new(StringComparer.Ordinal);

    private readonly Ring<Payment> _latest = new(2_000);
    private readonly Ring<Refund> _latestRefunds = new(2_000);
    private int _count;

    /// <summary>The last 2,000 orders, newest first: a list of all would stop the others while it is made.</summary>
    public IReadOnlyList<Payment> Latest => _latest.Newest();

    /// <summary>The last 2,000 refunds, newest first.</summary>
    public IReadOnlyList<Refund> LatestRefunds => _latestRefunds.Newest();

    public int Count => Volatile.Read(ref _count);

    public Payment? Find(string outTradeNo) => _byNumber.GetValueOrDefault(outTradeNo);

    public Payment? FindTransaction(string transactionId) => _byTransaction.GetValueOrDefault(transactionId);

    /// <summary>By the id that the phone gets; ids of earlier calls for the same order are known too.</summary>
    public Payment? FindPrepay(string prepayId) => _byPrepay.GetValueOrDefault(prepayId);

    public Refund? FindRefund(string outRefundNo) => _refunds.GetValueOrDefault(outRefundNo);

    /// <summary>The order kept under this number: the new one, or the one that was there.</summary>
    public Payment GetOrAdd(Payment fresh)
    {
        var kept = _byNumber.GetOrAdd(fresh.OutTradeNo, fresh);
        if (kept != fresh) return kept;
        Interlocked.Increment(ref _count);
        _latest.Add(fresh);
        return fresh;
    }

    public void IndexPrepay(Payment payment) => _byPrepay[payment.PrepayId] = payment;

    public void IndexTransaction(Payment payment) => _byTransaction[payment.TransactionId!] = payment;

    public bool TryAdd(Refund refund)
    {
        if (!_refunds.TryAdd(refund.OutRefundNo, refund)) return false;
        _latestRefunds.Add(refund);
        return true;
    }

    public void Clear()
    {
        _byNumber.Clear();
        _byTransaction.Clear();
        _byPrepay.Clear();
        _refunds.Clear();
        _latest.Clear();
        _latestRefunds.Clear();
        Volatile.Write(ref _count, 0);
    }
}
