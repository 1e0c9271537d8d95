using CinemaCx.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Showtimes;

public static class ShowtimesModule
{
    public static IServiceCollection AddShowtimes(this IServiceCollection services)
    {
        services.AddOptions<ShowtimeOptions>()
            .BindConfiguration(ShowtimeOptions.Section)
            .Validate(options => options.CatalogueAge > TimeSpan.Zero && options.CatalogueAge <= TimeSpan.FromSeconds(1), "CatalogueAge must be within a second.")
            .Validate(options => options.CleanUp >= TimeSpan.Zero && options.SaleAfterStart >= TimeSpan.Zero, "CleanUp and SaleAfterStart cannot be negative.")
            .ValidateOnStart();
        return services
            .AddSingleton<ShowtimeCatalog>()
            .AddSingleton<ShowtimeQueries>()
            .AddSingleton<SavedFilms>()
            .AddSingleton<ImportProgramme>()
            .AddSingleton<ImportProgrammeLater>()
            .AddSingleton<ILongWorker>(provider => provider.GetRequiredService<ImportProgrammeLater>())
            .AddSingleton<LoadSample>();
    }
}
