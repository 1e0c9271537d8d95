namespace CinemaCx.Seats;

/// <summary>What a party asks for when it leaves the choice to the house.</summary>
/// <param name="Count">1 to 200. A guest's order is limited elsewhere.</param>
/// <param name="Together">Side by side, or, where no row has room, in rows one behind the other. Otherwise each gets a good seat.</param>
/// <param name="Accessible">At least one wheelchair place, with companion places and neighbours for the rest.</param>
/// <param name="Zone">Only seats of this price zone.</param>
public sealed record BestSeatsRequest(int Count, bool Together = true, bool Accessible = false, string? Zone = null)
{
    public const int Most = 200;
}
