namespace CinemaCx.Console.Layout;

/// <summary>Where in the navigation a page stands.</summary>
public enum NavGroup
{
    /// <summary>营运: what happens today.</summary>
    Daily,

    /// <summary>口碑: what guests say.</summary>
    Voices,

    /// <summary>会员与营销.</summary>
    Guests,

    /// <summary>管理: how the house is set up.</summary>
    House,
}

/// <summary>Puts a page into the navigation of everybody it is for: <c>@attribute [Nav(NavGroup.Daily, 20, "工单", "case")]</c>.</summary>
/// <param name="order">Within the group.</param>
/// <param name="icon">One of <see cref="Icons"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NavAttribute(NavGroup group, int order, string title, string icon) : Attribute
{
    public NavGroup Group { get; } = group;
    public int Order { get; } = order;
    public string Title { get; } = title;
    public string Icon { get; } = icon;
}
