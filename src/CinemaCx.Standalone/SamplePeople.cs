using CinemaCx.Console.SignIn;
using CinemaCx.Staff;

namespace CinemaCx.Standalone;

/// <summary>The sample's staff, to sign in to the console as: registered only where both chats are played by this process.</summary>
internal sealed class SamplePeople(StaffDirectory directory) : ISamplePeople
{
    public async Task<IReadOnlyList<StaffMember>> ListAsync(CancellationToken cancellation)
    {
        var people = new List<StaffMember>();
        foreach (var (person, _, _, _) in SampleStaff.People)
            if (await directory.FindAsync("wecom", person, cancellation) is { } member) people.Add(member);
        return people;
    }
}
