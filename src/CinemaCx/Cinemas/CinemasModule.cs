using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Cinemas;

public static class CinemasModule
{
    public static IServiceCollection AddCinemas(this IServiceCollection services) => services
        .AddSingleton<HallPlans>()
        .AddSingleton<CinemaQueries>();
}
