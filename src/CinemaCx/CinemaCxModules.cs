using System.Reflection;
using CinemaCx.Alerts;
using CinemaCx.Campaigns;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Insights;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Orders;
using CinemaCx.Reports;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx;

/// <summary>The modules in rank order: a module names only modules of a lower rank; news travels up as an event, answers through a port.</summary>
public static class CinemaCxModules
{
    public static readonly IReadOnlyList<IReadOnlyList<string>> Ranks =
    [
        ["Cinemas"],
        ["Staff"],
        ["Members", "Showtimes"],
        ["Coupons", "Seats", "Messages"],
        ["Loyalty"],
        ["Orders"],
        ["Tickets"],
        ["Feedback"],
        ["Cases"],
        ["Alerts"],
        ["Campaigns"],
        ["Insights"],
        ["Reports"],
    ];

    /// <summary>Where the steps of the schema are.</summary>
    public static Assembly Schema => typeof(CinemaCxModules).Assembly;

    public static IServiceCollection AddCinemaCx(this IServiceCollection services) => services
        .AddCinemas()
        .AddStaff()
        .AddMembers()
        .AddShowtimes()
        .AddCoupons()
        .AddSeats()
        .AddMessages()
        .AddLoyalty()
        .AddOrders()
        .AddTickets()
        .AddFeedback()
        .AddCases()
        .AddAlerts()
        .AddCampaigns()
        .AddInsights()
        .AddReports();
}
