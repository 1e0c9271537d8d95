using System.Reflection;
using CinemaCx.Console.SignIn;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Layout;

/// <summary>A page in the navigation.</summary>
internal sealed record NavEntry(string Href, NavAttribute Nav, ForAttribute For)
{
    public static readonly IReadOnlyList<(NavGroup Group, string Name)> Groups =
        [(NavGroup.Daily, "营运"), (NavGroup.Voices, "口碑"), (NavGroup.Guests, "会员与营销"), (NavGroup.House, "管理")];

    /// <summary>Every page of this assembly that asks for it, in order.</summary>
    private static readonly IReadOnlyList<NavEntry> All =
    [
        .. from type in typeof(NavEntry).Assembly.GetTypes()
           let nav = type.GetCustomAttribute<NavAttribute>()
           let page = type.GetCustomAttributes<RouteAttribute>().FirstOrDefault(r => !r.Template.Contains('{'))
           where nav is not null && page is not null
           orderby nav.Group, nav.Order
           select new NavEntry(page.Template, nav, type.GetCustomAttribute<ForAttribute>()!),
    ];

    public static IReadOnlyList<NavEntry> Of(StaffRole role) => [.. All.Where(e => e.For.Allows(role))];

    /// <summary>The entry a path stands under.</summary>
    public static NavEntry? At(IEnumerable<NavEntry> entries, string path) =>
        entries.Where(e => path == e.Href || path.StartsWith(e.Href + "/", StringComparison.Ordinal)).MaxBy(e => e.Href.Length);
}
