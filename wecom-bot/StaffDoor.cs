using CinemaCx.Alerts;
using CinemaCx.Connectors;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.Connectors.SelfTests;
using CinemaCx.Connectors.Sms;
using CinemaCx.Connectors.WeCom;
using CinemaCx.Console;
using CinemaCx.Console.Pages.Health;
using CinemaCx.Insights;
using CinemaCx.Loyalty;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Web;
using CinemaCx.Reports;
using CinemaCx.WecomBot.Callbacks;
using CinemaCx.WecomBot.Commands;

namespace CinemaCx.WecomBot;

/// <summary>The door staff come in by, and the house's clockwork: whoever runs it delivers events, settles payments and sends refunds.</summary>
public static class StaffDoor
{
    public static void AddStaffDoor(this WebApplicationBuilder builder)
    {
        builder.AddFloor();
        builder.Services.AddCinemaCx();
        builder.Services.AddConnectors(builder.Configuration);
        builder.Services.AddWeCom(builder.Configuration);
        builder.Services.AddDingTalk(builder.Configuration);
        builder.Services.AddSms(builder.Configuration);
        builder.Services.AddSelfTest(builder.Configuration);
        builder.Services.AddSingleton<IDingTalkInbox, DingTalkInbox>();
        builder.Services.AddDingTalkInbox(builder.Configuration);
        builder.Services.AddBotCommands();
        builder.Services.AddOutboxDispatcher();
        builder.Services.AddAlertWatch();
        builder.Services.AddLoyaltyClock();
        builder.Services.AddReportClock();
        builder.Services.AddSalesDaysClock();
        builder.Services.AddMessageSender();
        builder.Services.AddHousekeeping();
        builder.AddConsole();
        builder.Services.AddSingleton<IConnectionsCheck, ConsoleSelfTest>();
        builder.Services.AddApiDescription("CinemaCx staff API", "Token made by the operator for one employee");
    }

    public static void MapStaffDoor(this WebApplication app)
    {
        app.UseConsoleBefore();
        app.UseFloor();
        app.UseConsole();
        app.UseStaffTokens();

        app.MapHealth();
        app.MapGet("/health/alerts", async (AlertQueries alerts, CancellationToken cancellation) =>
            Results.Json(new { oldestUndeliveredSeconds = (long)(await alerts.OldestUndeliveredAsync(cancellation)).TotalSeconds })).ExcludeFromDescription();
        app.MapGet("/health/reports", (ChineseFont font) =>
            Results.Json(font.Find() is { } faces ? new { font = (string?)faces.Plain.FamilyName, hint = (string?)null } : new { font = (string?)null, hint = (string?)ChineseFont.Advice }))
            .ExcludeFromDescription();
        app.MapApiDescription("CinemaCx 员工接口");
        app.MapConsole();
        app.MapWeCom();
        app.MapDingTalk();

        var api = app.MapGroup("/api/v1");
        api.MapEntries();
        api.MapShowtimes();
        api.MapCases();
        api.MapLoyalty();
        api.MapRoster();
        api.MapEmployees();
        api.MapOpeningHours();
        api.MapCoupons();
        api.MapSelfTests();
        api.MapAudiences();
        api.MapCampaigns();
        api.MapStaffActs();
        api.MapMessages();
        api.MapReports();
        api.MapWorks();
    }
}
