using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>/_sim/refunds</c> and <c>/_sim/settings</c>: look at refunds and decide how they end.</summary>
internal static class RefundHooks
{
    public static void Map(WebApplication app, PaymentBook book, RefundDesk desk, PlatformSettings settings)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapGet("/refunds", (int? limit) => SimJson.Ok(new
        {
            refunds = book.LatestRefunds.Take(limit ?? 100).Select(Show).ToList(),
        }));
        sim.MapGet("/refunds/{no}", (string no) =>
            book.FindRefund(no) is { } refund ? SimJson.Ok(Show(refund)) : NoRefund(no));
        sim.MapPost("/refunds/{no}/outcome", (string no, Outcome outcome) => Settle(book, desk, no, outcome.Status));
        sim.MapGet("/settings", () => SimJson.Ok(new { refundDelayMs = settings.RefundDelay.TotalMilliseconds }));
        sim.MapPost("/settings", (NewSettings wanted) =>
        {
            if (wanted.RefundDelayMs is { } ms) settings.RefundDelay = TimeSpan.FromMilliseconds(ms);
            return SimJson.Ok(new { refundDelayMs = settings.RefundDelay.TotalMilliseconds });
        });
    }

    public static IResult NoRefund(string no) => SimJson.Refuse(404, "no-such-refund", $"no refund {no}");

    public static object Show(Refund refund) => new
    {
        refund.OutRefundNo,
        refundId = refund.Id,
        refund.Payment.OutTradeNo,
        refund.Status,
        refund = refund.Fen,
        total = refund.Payment.PaidTotal,
        refund.Terms.Reason,
        refund.CreatedAt,
        successAt = refund.DoneAt,
        refund.NotificationId,
    };

    private static IResult Settle(PaymentBook book, RefundDesk desk, string no, string? status)
    {
        if (status is not (RefundStatus.Done or RefundStatus.Abnormal or RefundStatus.Closed))
            return SimJson.Refuse(400, "unknown-status", "status must be SUCCESS, ABNORMAL or CLOSED");
        if (book.FindRefund(no) is not { } refund) return NoRefund(no);
        return desk.Settle(refund, status) ? SimJson.Ok(Show(refund)) : SimJson.Refuse(409, "already-settled", $"the refund is {refund.Status}");
    }

    private sealed record Outcome(string? Status);

    private sealed record NewSettings(double? RefundDelayMs);
}
