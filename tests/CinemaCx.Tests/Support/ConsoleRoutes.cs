using System.Linq.Expressions;
using CinemaCx.Campaigns;
using CinemaCx.Cases;
using CinemaCx.Console.SignIn;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Insights;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Reports;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Tests.Support;

/// <param name="Roles">Empty: for everybody who is signed in; null: for strangers too.</param>
/// <param name="IsPage">Drawn for people to look at.</param>
public sealed record ConsoleRoute(string Method, string Template, IReadOnlyList<StaffRole>? Roles, bool IsPage)
{
    public bool Allows(StaffRole role) => Roles is null || Roles.Count == 0 || Roles.Contains(role);
}

/// <summary>Every route under <c>/console</c>, as the running staff door has it, and what stands for their parameters.</summary>
public static class ConsoleRoutes
{
    /// <summary>One line for each page with parameters: what to look at, in a house that <c>EveryPage</c> has furnished.</summary>
    private static readonly Dictionary<string, Func<Cinema, Task<string>>> Samples = new(StringComparer.Ordinal)
    {
        ["/console/cases/{Name}"] = async cinema => "/console/cases/C" + await FirstAsync<CaseRow, long>(cinema, c => c.Number),
        ["/console/staff/{Id}"] = async cinema => "/console/staff/" + await FirstAsync<EmployeeRow, string>(cinema, e => e.Role == StaffRole.DutyManager, e => e.Id),
        ["/console/staff/{Id}/edit"] = async cinema => $"/console/staff/{await FirstAsync<EmployeeRow, string>(cinema, e => e.Role == StaffRole.DutyManager, e => e.Id)}/edit",
        ["/console/staff/{Id}/leave"] = async cinema => $"/console/staff/{await FirstAsync<EmployeeRow, string>(cinema, e => e.Role == StaffRole.DutyManager, e => e.Id)}/leave",
        ["/console/staff/{Id}/sign-out"] = async cinema => $"/console/staff/{await FirstAsync<EmployeeRow, string>(cinema, e => e.Role == StaffRole.DutyManager, e => e.Id)}/sign-out",
        ["/console/campaigns/{Id}"] = async cinema => "/console/campaigns/" + await FirstAsync<CampaignRow, string>(cinema, c => c.Id),
        ["/console/campaigns/{Id}/edit"] = async cinema => $"/console/campaigns/{await FirstAsync<CampaignRow, string>(cinema, c => c.Id)}/edit",
        ["/console/campaigns/{Id}/guests"] = async cinema => $"/console/campaigns/{await FirstAsync<CampaignRow, string>(cinema, c => c.Id)}/guests",
        ["/console/campaigns/{Id}/stop"] = async cinema => $"/console/campaigns/{await FirstAsync<CampaignRow, string>(cinema, c => c.Id)}/stop",
        ["/console/coupons/{Id}"] = async cinema => "/console/coupons/" + await FirstAsync<CouponTemplateRow, string>(cinema, t => t.Id),
        ["/console/coupons/{Id}/give"] = async cinema => $"/console/coupons/{await FirstAsync<CouponTemplateRow, string>(cinema, t => t.Id)}/give",
        ["/console/coupons/{Id}/retire"] = async cinema => $"/console/coupons/{await FirstAsync<CouponTemplateRow, string>(cinema, t => t.Id)}/retire",
        ["/console/coupons/lists/{Id}"] = async cinema => "/console/coupons/lists/" + await FirstAsync<BulkGrantRow, string>(cinema, b => b.Id),
        ["/console/insight/drops/{Id}"] = async cinema => "/console/insight/drops/" + await FirstAsync<DropAlarmRow, string>(cinema, a => a.Id),
        ["/console/members/{Id}"] = async cinema => "/console/members/" + await FirstAsync<OrderRow, string>(cinema, o => o.GuestId),
        ["/console/reports/daily/{CinemaId}/{Day}"] = async cinema => $"/console/reports/daily/{await FirstAsync<ReportRow, string>(cinema, r => r.Kind == ReportKind.Daily, r => r.CinemaId)}/{FurnishedHouse.Day:yyyy-MM-dd}",
        ["/console/reports/weekly/{Monday}"] = _ => Task.FromResult($"/console/reports/weekly/{FurnishedHouse.Day:yyyy-MM-dd}"),
        ["/console/showtimes/{Id}"] = async cinema => "/console/showtimes/" + await FirstAsync<OrderRow, string>(cinema, o => o.ShowtimeId),
        ["/console/showtimes/{Id}/cancel"] = async cinema => $"/console/showtimes/{await FirstAsync<OrderRow, string>(cinema, o => o.ShowtimeId)}/cancel",
        ["/console/work/{Id}/stop"] = async cinema => $"/console/work/{await FirstAsync<BulkGrantRow, string>(cinema, b => b.Id)}/stop",
        ["/console/surveys/{Place}"] = _ => Task.FromResult("/console/surveys/hall-exit"),
        ["/console/surveys/touchpoints/{Id}"] = async cinema => "/console/surveys/touchpoints/" + await FirstAsync<TouchpointRow, string>(cinema, t => t.Id),
    };

    public static IReadOnlyList<ConsoleRoute> Of(Cinema cinema) =>
    [
        .. from endpoint in cinema.House.Staff.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let template = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           where template == "/console" || template.StartsWith("/console/", StringComparison.Ordinal)
           let isPage = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
           let method = isPage ? "GET" : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]
           let roles = endpoint.Metadata.GetMetadata<ForStrangersAttribute>() is not null ? null : endpoint.Metadata.GetMetadata<ForAttribute>()?.Roles
               ?? throw new InvalidOperationException($"{template} says for whom it is by neither [For] nor [ForStrangers]")
           orderby template, method
           select new ConsoleRoute(method, template, roles, isPage),
    ];

    /// <summary>The address of a page with something to see on it.</summary>
    public static async Task<string> AddressAsync(Cinema cinema, string template) => !template.Contains('{')
        ? template
        : Samples.TryGetValue(template, out var sample)
            ? await sample(cinema)
            : throw new InvalidOperationException($"{template} needs a line in ConsoleRoutes.Samples, so that its page is looked at");

    /// <summary>Any address of a route: enough to ask who may.</summary>
    public static string AnyAddress(string template) => System.Text.RegularExpressions.Regex.Replace(template, @"\{[^}]+\}", "none", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Task<TValue> FirstAsync<TRow, TValue>(Cinema cinema, Expression<Func<TRow, TValue>> value)
        where TRow : class => FirstAsync(cinema, row => true, value);

    private static async Task<TValue> FirstAsync<TRow, TValue>(Cinema cinema, Expression<Func<TRow, bool>> which, Expression<Func<TRow, TValue>> value)
        where TRow : class
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<TRow>().Where(which).Select(value).FirstAsync();
    }
}
