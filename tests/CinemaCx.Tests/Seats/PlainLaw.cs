using CinemaCx.Cinemas;
using CinemaCx.Seats;

namespace CinemaCx.Tests.Seats;

/// <summary>The law of choosing told again as plainly as it can be, by grid positions and sets, to hold the real one against.</summary>
internal sealed class PlainLaw(DrawnHall hall, bool accessible)
{
    private readonly Dictionary<(int X, int Y), Seat> _seats = hall.Plan.Seats.ToDictionary(s => (s.X, s.Y));

    public bool Allows(IReadOnlyCollection<Seat> chosen) => MayBeSold(chosen) && GroupsOf(chosen).TrueForAll(group => IsFair(group, chosen));

    /// <summary>Every legal choice of so many seats, by trying all.</summary>
    public IEnumerable<List<Seat>> LegalChoices(int count, Func<Seat, bool> among) =>
        Subsets([.. hall.Plan.Seats.Where(s => IsFree(s) && among(s))], count).Where(Allows);

    private bool MayBeSold(IReadOnlyCollection<Seat> chosen) => chosen.All(seat =>
        IsFree(seat)
        && (accessible || seat.Kind is not (SeatKind.Wheelchair or SeatKind.Companion))
        && (seat.PairLabel is null || chosen.Any(other => other.Label == seat.PairLabel)));

    private bool IsFair(List<Seat> group, IReadOnlyCollection<Seat> chosen)
    {
        var others = chosen.Except(group).ToList();
        if (!Strands(group, others))
            return true;
        if (others.Exists(o => o.Kind is SeatKind.Wheelchair or SeatKind.Companion && group.Exists(g => AreNeighbours(g, o))))
            return true;
        var zones = group.Select(s => s.Zone).ToHashSet();
        return !hall.Plan.Seats.Any(start =>
            SideBySide(start, group.Count) is { } place
            && place.TrueForAll(s => IsOrdinaryAndFree(s, others) && zones.Contains(s.Zone))
            && !Strands(place, others));
    }

    private bool Strands(List<Seat> group, List<Seat> others) => hall.Plan.Seats.Any(seat =>
        IsOrdinaryAndFree(seat, others) && !group.Contains(seat)
        && NeighboursOf(seat).Any(n => IsOrdinaryAndFree(n, others))
        && !NeighboursOf(seat).Any(n => IsOrdinaryAndFree(n, others) && !group.Contains(n)));

    private static List<List<Seat>> GroupsOf(IEnumerable<Seat> chosen)
    {
        var groups = new List<List<Seat>>();
        foreach (var seat in chosen.Where(s => s.Kind == SeatKind.Standard).OrderBy(s => s.Y).ThenBy(s => s.X))
        {
            if (groups.Count > 0 && AreNeighbours(groups[^1][^1], seat))
                groups[^1].Add(seat);
            else
                groups.Add([seat]);
        }

        return groups;
    }

    private List<Seat>? SideBySide(Seat start, int count)
    {
        var place = Enumerable.Range(start.X, count).Select(x => (x, start.Y)).Where(_seats.ContainsKey).Select(at => _seats[at]).ToList();
        return place.Count == count ? place : null;
    }

    private IEnumerable<Seat> NeighboursOf(Seat seat) =>
        new[] { (seat.X - 1, seat.Y), (seat.X + 1, seat.Y) }.Where(_seats.ContainsKey).Select(at => _seats[at]);

    private bool IsFree(Seat seat) => hall.Live[seat.Index] == SeatState.Free;

    private bool IsOrdinaryAndFree(Seat seat, List<Seat> others) =>
        seat.Kind == SeatKind.Standard && IsFree(seat) && !others.Contains(seat);

    private static bool AreNeighbours(Seat a, Seat b) => a.Y == b.Y && Math.Abs(a.X - b.X) == 1;

    private static IEnumerable<List<Seat>> Subsets(Seat[] seats, int count) =>
        from bits in Enumerable.Range(0, 1 << seats.Length)
        where int.PopCount(bits) == count
        select seats.Where((_, i) => (bits >> i & 1) == 1).ToList();
}
