using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>
/// The best seats left for a party: near the middle, two thirds of the way back. What it returns always passes
/// <see cref="SeatChoice"/>, and whenever some choice of that many seats would pass, it returns one.
/// <para>
/// Together means side by side without an aisle between; where no row has such room, as few rows as possible directly one
/// behind the other; where even that fails, groups as large and near as can be. Couple seats are given only where
/// ordinary seats do not do, wheelchair and companion places only to an accessible party.
/// </para>
/// </summary>
public static class BestSeats
{
    /// <param name="plan">The hall.</param>
    /// <param name="live">In plan order; only <see cref="SeatState.Free"/> seats are given.</param>
    /// <param name="request">What the party asks for.</param>
    /// <returns>Names in plan order; null when the hall has no such seats left.</returns>
    /// <exception cref="ArgumentException">The states are not those of the plan, it has no such zone, or the count is out of range.</exception>
    public static IReadOnlyList<string>? Choose(SeatPlan plan, ReadOnlySpan<SeatState> live, BestSeatsRequest request)
    {
        if (request.Count is < 1 or > BestSeatsRequest.Most)
            throw new ArgumentOutOfRangeException(nameof(request), request.Count, $"A party is 1 to {BestSeatsRequest.Most}.");
        var hall = plan.Geometry;
        var field = SeatChoiceField.Of(plan, live, request.Accessible, request.Zone);

        if (request is { Together: true, Accessible: false } && SideBySide(hall, field, request.Count) is var first && first >= 0)
            return Names(plan, Enumerable.Range(first, request.Count));
        return InGroups(hall, field, request) is { } slots ? Names(plan, slots) : null;
    }

    private static int SideBySide(SeatPlanGeometry hall, byte[] field, int count)
    {
        var first = BestSeatsWindow.Find(field, hall.Comfort, count);
        return first >= 0 ? first : BestSeatsWindow.FindExcused(field, hall.Comfort, count);
    }

    private static List<int>? InGroups(SeatPlanGeometry hall, byte[] field, BestSeatsRequest request)
    {
        var party = new BestSeatsParty(hall, field, request.Count, request.Accessible);
        var slots = request.Together || request.Accessible ? null : party.OneByOne();
        if (slots is null && !request.Accessible)
            slots = new BestSeatsRows(hall, field, request.Count).Find();
        slots ??= party.InLargeGroups() ?? party.Anyhow();
        return slots is null ? null : StrandedSeats.Mend(hall, field, slots, StrandedRule.Hall);
    }

    private static string[] Names(SeatPlan plan, IEnumerable<int> slots) =>
        [.. slots.Select(slot => plan[plan.Geometry.SeatOfSlot[slot]].Label)];
}
