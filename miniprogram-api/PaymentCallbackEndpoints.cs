using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;

namespace CinemaCx.MiniProgramApi;

/// <summary>
/// The payment platform's notifications. 204 says that what it told is written down; anything else makes it tell again.
/// </summary>
internal static class PaymentCallbackEndpoints
{
    // The platform's own stay under two kilobytes.
    private const int LargestBody = 64 * 1024;

    public static void MapPaymentCallbacks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/callbacks/wechat-pay", TakeAsync).ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpContext context, IPaymentGateway gateway, HearPayment payments, SendRefund refunds)
    {
        var cancellation = context.RequestAborted;
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        try
        {
            var body = await BoundedBody.ReadAsync(context, LargestBody);
            var notification = await gateway.OpenNotificationAsync(headers, body, cancellation);
            if (notification.Payment is { } payment) await payments.RunAsync(payment, cancellation);
            if (notification.Refund is { } refund) await refunds.RecordAsync(refund, cancellation);
            return Results.NoContent();
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Results.Json(new { code = "FAIL", message = refusal.Code }, statusCode: refusal.Status);
        }
        catch (PaymentGatewayUnavailableException)
        {
            return Results.Json(new { code = "FAIL", message = "key-unavailable" }, statusCode: StatusCodes.Status500InternalServerError);
        }
    }
}
