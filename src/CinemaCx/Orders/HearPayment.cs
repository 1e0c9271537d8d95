using Microsoft.Extensions.Logging;

namespace CinemaCx.Orders;

/// <summary>
/// The platform tells of a payment. What it tells is believed as it stands, unless the amount is not the one that was agreed: before all of it is sent
/// back, the platform is asked what it really has.
/// </summary>
public sealed class HearPayment(IPaymentGateway gateway, ConfirmPayment confirm, ILogger<HearPayment> logger)
{
    /// <exception cref="PaymentGatewayUnavailableException">It could not be asked; it will tell again.</exception>
    public async Task RunAsync(PlatformPayment told, CancellationToken cancellation)
    {
        if (told.State != PlatformPaymentState.Succeeded) return;
        if (await confirm.RunAsync(told, mayDoubt: true, cancellation) != Confirmation.Doubtful) return;
        var asked = await gateway.QueryAsync(told.PaymentId, cancellation);
        if (asked?.State == PlatformPaymentState.Succeeded)
        {
            await confirm.RunAsync(asked, mayDoubt: false, cancellation);
            return;
        }

        logger.LogError("The platform told of payment {PaymentId} over {Amount}, and asked about it says {State}", told.PaymentId, told.Amount, asked?.State);
    }
}
