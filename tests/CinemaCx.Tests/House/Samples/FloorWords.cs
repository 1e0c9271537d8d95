// Wrong on purpose: a floor that knows what it carries.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
namespace CinemaCx.Tests.House.Samples.FloorWords;

public sealed class SeatCache;

public sealed class InMembers
{
    public string? FilmTitle { get; set; }

    public void SellTicket()
    {
    }

    public void Send(string guest)
    {
    }
}

public sealed class Innocent
{
    public int OrderBy { get; set; }

    public void InOrder(int seating, string filmography)
    {
    }
}
