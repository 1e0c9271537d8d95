namespace CinemaCx.Staff;

/// <summary>Pure: who may look after whom: hire, change, bind accounts, end sign-ins, let go.</summary>
public static class StaffLadder
{
    private static readonly StaffRole[] OfACinema = [StaffRole.Usher, StaffRole.Engineer, StaffRole.DutyManager, StaffRole.SiteManager];

    /// <summary>The roles somebody may give and take; none above her own. Marketing spends the chain's money, so only headquarters makes it.</summary>
    public static IReadOnlyList<StaffRole> RolesGivenBy(StaffRole role) => role switch
    {
        StaffRole.Headquarters => Enum.GetValues<StaffRole>(),
        StaffRole.GeneralManager => [.. OfACinema, StaffRole.GeneralManager],
        StaffRole.SiteManager => OfACinema,
        _ => [],
    };

    /// <param name="cinemaId">Where the other works; null: in all cinemas, which only those look after who have all of them.</param>
    public static bool MayLookAfter(StaffMember by, StaffRole role, string? cinemaId) =>
        (by.CinemaId is null || by.CinemaId == cinemaId) && RolesGivenBy(by.Role).Contains(role);
}
