using CinemaCx.Feedback;
using CinemaCx.Orders;
using CinemaCx.Platform.Events;
using CinemaCx.Showtimes;
using CinemaCx.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Insights;

public static class InsightsModule
{
    /// <summary>Makes this process one of those that sum days; any number may.</summary>
    public static IServiceCollection AddSalesDaysClock(this IServiceCollection services) => services.AddHostedService<SalesDaysClock>();

    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.AddOptions<InsightOptions>().BindConfiguration(InsightOptions.Section)
            .Validate(o => o.FalseAlarmDays is >= 1 and <= 3650, "Insights:FalseAlarmDays must be 1 to 3650")
            .Validate(o => o.NormDays is >= 7 and <= 400, "Insights:NormDays must be 7 to 400")
            .Validate(o => o.LearnFirst >= 0, "Insights:LearnFirst must not be negative")
            .ValidateOnStart();
        foreach (var rule in InsightAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<CinemaZones>()
            .AddSingleton<WatchStages>()
            .AddSingleton<InsightScopes>()
            .AddSingleton<InsightNames>()
            .AddSingleton<ScoreQueries>()
            .AddSingleton<AnswersBehind>()
            .AddSingleton<CaseFigures>()
            .AddSingleton<SalesQueries>()
            .AddSingleton<SumSalesDays>()
            .AddSingleton<DropCards>()
            .AddSingleton<BoardQueries>()
            .AddSingleton<AcknowledgeDrop>()
            .AddEventHandler<FeedbackGiven, CountAnswer>("insights.count-answer", canWait: true)
            .AddEventHandler<TicketsChanged, CountSales>("insights.count-sales", canWait: true)
            .AddEventHandler<ProgrammeChanged, OpenSalesDays>("insights.open-changed-days")
            .AddEventHandler<ShowtimeCancelled, OpenSalesDays>("insights.open-cancelled-day")
            .AddEventHandler<ScoresDropped, TellDrop>("insights.tell-drop")
            .AddEventHandler<DropAcknowledged, ShowDropAcknowledged>("insights.show-acknowledged");
    }
}
