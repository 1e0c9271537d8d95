using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Alerts;

public static class AlertsModule
{
    /// <summary>Makes this process one of those that watch over the alerting itself.</summary>
    public static IServiceCollection AddAlertWatch(this IServiceCollection services) => services.AddHostedService<AlertWatch>();

    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section)
            .Validate(o => o is { WeComPerMinute: > 0, DingTalkPerMinute: > 0, SmsPerMinute: > 0 }, "Alerts: every limit per minute must be at least 1")
            .Validate(o => o.UndeliveredAlarm >= TimeSpan.FromSeconds(5), "Alerts:UndeliveredAlarm must be at least five seconds")
            .ValidateOnStart();
        return services
            .AddSingleton(new HousekeepingRule("chat-quota", TimeSpan.FromHours(1), "DELETE FROM chat_quota WHERE minute < @before / 60000"))
            .AddSingleton(new HousekeepingRule("chat-inbox", TimeSpan.FromDays(3), "DELETE FROM chat_inbox WHERE received_at < @before"))
            .AddSingleton(new HousekeepingRule("staff-picture-media", TimeSpan.FromDays(4), "DELETE FROM staff_picture_media WHERE uploaded_at < @before"))
            .AddSingleton(new HousekeepingRule("staff-pictures", TimeSpan.FromDays(40), "DELETE FROM staff_pictures WHERE made_at < @before"))
            .AddSingleton(new HousekeepingRule("staff-notices", TimeSpan.FromDays(400), "DELETE FROM staff_notices WHERE queued_at < @before AND state IN ('delivered', 'failed')"))
            .AddSingleton(new AuditRule("no-notice-waits-without-a-timer", """
                SELECT n.id FROM staff_notices n
                WHERE n.state IN ('waiting', 'shown') AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = 'notice-' || n.id)
                """))
            .AddSingleton(new AuditRule("no-alert-waits-without-a-timer", """
                SELECT a.id FROM alerts a JOIN cases c ON c.id = a.case_id
                WHERE a.state = 'waiting' AND c.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id LIKE 'alert-' || a.id || '-%')
                """))
            .AddSingleton<ICaseAlarm, CaseAlarm>()
            .AddSingleton<AlertChains>()
            .AddSingleton<RehearseRules>()
            .AddSingleton<StaffChats>()
            .AddSingleton<AlertReach>()
            .AddSingleton<ChatQuota>()
            .AddSingleton<ChatLines>()
            .AddSingleton<SendingPace>()
            .AddSingleton<CaseCards>()
            .AddSingleton<AlertQueries>()
            .AddSingleton<ChatInbox>()
            .AddSingleton<RosterHoles>()
            .AddSingleton<ManagerNotice>()
            .AddSingleton<StaffNotices>()
            .AddSingleton<NoticePictures>()
            .AddEventHandler<NoticeQueued, SendNotice>("alerts.send-notice")
            .AddEventHandler<AlertDue, RaiseAlert>("alerts.raise")
            .AddEventHandler<CardQueued, SendStaffCard>("alerts.send-card")
            .AddEventHandler<CardsOutdated, RefreshCards>("alerts.refresh-cards");
    }
}
