using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Reports;

public static class ReportsModule
{
    /// <summary>Makes this process one of those that see to the reports.</summary>
    public static IServiceCollection AddReportClock(this IServiceCollection services) => services.AddHostedService<ReportClock>();

    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section)
            .Validate(o => o.AfterDayChange, "Reports:Daily and Reports:Weekly must not be before 06:00, when the business day ends")
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Reports:TimeZone must be the name of a time zone")
            .ValidateOnStart();
        return services
            .AddSingleton(new AuditRule("no-report-waits-without-a-timer", """
                SELECT r.kind || ' ' || r.cinema_id || ' ' || r.day FROM reports r
                WHERE r.state = 'due' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = 'report-' || r.kind || '-' || r.cinema_id || '-' || r.day)
                """))
            .AddSingleton<SalesOfDays>()
            .AddSingleton<VoicesOfDays>()
            .AddSingleton<ReadFigures>()
            .AddSingleton<ChineseFont>()
            .AddSingleton<ReportDrawing>()
            .AddSingleton(services => ConsoleAddress.Of(services.GetRequiredService<IConfiguration>()))
            .AddSingleton<ReportReaders>()
            .AddSingleton<ReportQueries>()
            .AddEventHandler<ReportsDue, KeepReports>("reports.keep")
            .AddEventHandler<ReportDue, MakeReport>("reports.make");
    }
}
