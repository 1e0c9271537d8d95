using System.Text.Encodings.Web;
using System.Text.Unicode;
using CinemaCx.Console.Assets;
using CinemaCx.Console.Layout;
using CinemaCx.Console.Pages.Campaigns;
using CinemaCx.Console.Pages.Cases;
using CinemaCx.Console.Pages.Coupons;
using CinemaCx.Console.Pages.Insight;
using CinemaCx.Console.Pages.Members;
using CinemaCx.Console.Pages.Reports;
using CinemaCx.Console.Pages.Roster;
using CinemaCx.Console.Pages.Rules;
using CinemaCx.Console.Pages.Showtimes;
using CinemaCx.Console.Pages.SignIn;
using CinemaCx.Console.Pages.Staff;
using CinemaCx.Console.Pages.Surveys;
using CinemaCx.Console.Pages.Today;
using CinemaCx.Console.Pages.Work;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CinemaCx.Console;

/// <summary>The staff's web pages, mounted by the staff door: <c>AddConsole</c>, <c>UseConsole…</c> around <c>UseFloor</c>, <c>MapConsole</c>.</summary>
public static class ConsoleDoor
{
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents();
        // Chinese stays Chinese on the wire: escaped, a page would be several times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        // The framework's form tokens are not used, so nothing has to be kept for them: no key ring is made at the start.
        foreach (var ring in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly).ToList()) services.Remove(ring);
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section)
            .Validate(o => o.IdleTimeout > TimeSpan.Zero && o.Lifetime > TimeSpan.Zero, "Console:IdleTimeout and Console:Lifetime must be longer than zero")
            .Validate(o => o.PublicUrl.Length == 0 || (Uri.TryCreate(o.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"), "Console:PublicUrl must be an address such as https://staff.example.com")
            .ValidateOnStart();
        services.AddSingleton<ConsoleSessions>();
        services.AddSingleton<ExportCatalog>().AddSingleton<ExportDesk>().AddSingleton<ILongWorker, ExportWork>();
        services.AddScoped<Visit>();
        // One line for each list of an area.
        services.AddSingleton<TodayView>();
        services.AddShowtimePages().AddMemberPages().AddCouponPages().AddCampaignPages();
        services.AddListing<CaseListing>();
        services.AddListing<StaffListing>();
        services.AddListing<ActListing>();
        services.AddInsightPages();
        services.AddListing<TouchpointListing>();
    }

    /// <summary>Before the floor.</summary>
    public static void UseConsoleBefore(this WebApplication app) => app.UseConsoleForms();

    /// <summary>After the floor, which routes.</summary>
    public static void UseConsole(this WebApplication app) => app.UseConsoleVisits();

    public static void MapConsole(this WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/console")).ExcludeFromDescription();
        app.MapAssets().WithMetadata(new ForStrangersAttribute());
        // Forms are posted to endpoints of their own and checked by the gate: the framework's tokens would need keys shared by all instances.
        app.MapRazorComponents<App>().DisableAntiforgery();
        // One line for each area.
        app.MapSignIn();
        app.MapShowtimes();
        app.MapMembers();
        app.MapCoupons();
        app.MapCampaigns();
        app.MapCases();
        app.MapStaff();
        app.MapInsight();
        app.MapSurveys();
        app.MapRoster();
        app.MapRules();
        app.MapWork();
        app.MapReportPictures();
    }
}
