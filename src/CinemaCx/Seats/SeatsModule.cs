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
        return services
            .AddSingleton<LiveSeatMaps>()
            .AddSingleton<IShowtimeSales, SeatSales>();
    }
}
