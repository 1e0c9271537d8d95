using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Orders;

public static class OrdersModule
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddOptions<OrderOptions>().BindConfiguration(OrderOptions.Section)
            .Validate(o => o.HoldTime >= TimeSpan.FromMinutes(2), "Orders:HoldTime must be at least two minutes")
            .Validate(o => o.MostSeats is >= 1 and <= 20, "Orders:MostSeats must be between 1 and 20")
            .Validate(o => o.MostCoupons is >= 0 and <= 5, "Orders:MostCoupons must be between 0 and 5")
            .Validate(o => o.RefundSteps.All(s => s.MinutesBefore >= 0 && s.FeePercent is >= 0 and <= 100), "Orders:RefundSteps want minutes of 0 or more and a fee of 0 to 100 percent")
            .ValidateOnStart();
        foreach (var rule in OrderAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<OrderShop>()
            .AddSingleton<OrderEffects>()
            .AddSingleton<MoveSeats>()
            .AddSingleton<PlaceOrder>()
            .AddSingleton<PayOrder>()
            .AddSingleton<ConfirmPayment>()
            .AddSingleton<HearPayment>()
            .AddSingleton<CancelOrder>()
            .AddSingleton<RefundOrder>()
            .AddSingleton<CancelShowtime>()
            .AddSingleton<OrderQueries>()
            .AddSingleton<OrderLists>()
            .AddSingleton<ShowtimeSales>()
            .AddEventHandler<HoldEnds, EndHold>("orders.end-hold")
            .AddEventHandler<UpgradeDue, UpgradeSeats>("orders.upgrade-seats")
            .AddEventHandler<PaymentDue, SettlePayment>("orders.settle-payment")
            .AddEventHandler<RefundDue, SendRefund>("orders.send-refund")
            .AddEventHandler<ShowtimeCancelled, RefundCancelledShowtime>("orders.refund-cancelled-showtime");
    }
}
