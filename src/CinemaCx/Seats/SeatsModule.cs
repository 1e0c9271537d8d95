using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Seats;

public static class SeatsModule
{
    public static IServiceCollection AddSeats(this IServiceCollection services)
    {
        services.AddOptions<SeatOptions>().BindConfiguration(SeatOptions.Section)
            .Validate(o => o.MapAge > TimeSpan.Zero && o.MapAge <= TimeSpan.FromSeconds(1), "Seats:MapAge must be between zero and one second")
            .ValidateOnStart();
        // A hold whose time is up counts for nothing; a day later nobody will ask about it either.
        services.AddSingleton(new HousekeepingRule(
            "ended-seat-holds", TimeSpan.FromDays(1), "DELETE FROM seat_claims WHERE kind = 'hold' AND held_until < @before AND payment_id IS NULL"));
        services.AddSingleton(new HousekeepingRule("ended-guest-holds", TimeSpan.FromDays(1), "DELETE FROM guest_holds WHERE held_until < @before"));
        return services
            .AddSingleton<LiveSeatMaps>()
            .AddSingleton<HouseSeats>()
            .AddSingleton<IShowtimeSales, SeatSales>();
    }
}
