using CinemaCx.Staff;

namespace CinemaCx.Console.SignIn;

/// <summary>
/// Port to a house that plays its own platforms: there, and only there, one signs in by saying who one is. A house with real credentials has no
/// implementation of it, whatever its settings say.
/// </summary>
public interface ISamplePeople
{
    /// <summary>Who can be chosen, in the order to show.</summary>
    Task<IReadOnlyList<StaffMember>> ListAsync(CancellationToken cancellation);
}
