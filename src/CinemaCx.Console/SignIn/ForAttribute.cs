using CinemaCx.Staff;

namespace CinemaCx.Console.SignIn;

/// <summary>
/// Whom a page, form or export is for: <c>@attribute [For(StaffRole.SiteManager)]</c> on a page, <c>.For(…)</c> on an endpoint. Under <c>/console</c> whatever
/// has neither this nor <see cref="ForStrangersAttribute"/> is shown to nobody.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForAttribute(params StaffRole[] roles) : Attribute
{
    public IReadOnlyList<StaffRole> Roles { get; } = roles;

    /// <summary>Everybody who is signed in.</summary>
    public static readonly IReadOnlyList<StaffRole> Everybody = Enum.GetValues<StaffRole>();

    public bool Allows(StaffRole role) => Roles.Count == 0 || Roles.Contains(role);
}

/// <summary>Nobody needs to be signed in: how one signs in, and what pages load.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForStrangersAttribute : Attribute;
