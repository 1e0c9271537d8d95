using CinemaCx.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Tickets;

public static class TicketsModule
{
    public static IServiceCollection AddTickets(this IServiceCollection services)
    {
        services.AddOptions<TicketOptions>().BindConfiguration(TicketOptions.Section)
            .Validate(o => o.EntryOpensBefore >= TimeSpan.Zero, "Tickets:EntryOpensBefore must not be negative")
            .ValidateOnStart();
        foreach (var rule in TicketAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<ITicketDesk, TicketDesk>()
            .AddSingleton<TicketQueries>()
            .AddSingleton<EnterHall>();
    }
}
