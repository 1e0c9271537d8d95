using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>Seats a party group by group where it cannot, or need not, sit in one piece.</summary>
internal sealed class BestSeatsParty(SeatPlanGeometry hall, byte[] field, int count, bool accessible)
{
    // Spare wheelchair places are the last that anybody is offered; companion places are what an accessible party came for.
    private const int WheelchairReserve = 2 * SeatPlanGeometry.CoupleReserve;
    private const int CompanionFavour = SeatPlanGeometry.CoupleReserve / 2;

    private readonly byte[] _left = (byte[])field.Clone();
    private readonly int[] _cost = new int[hall.Slots];
    private readonly List<int> _chosen = [];

    /// <summary>Large groups first, each as near as can be to those already seated.</summary>
    public List<int>? InLargeGroups() => SeatPlaces() && Gather(largeFirst: true) ? Sorted() : null;

    /// <summary>The best seats one by one.</summary>
    public List<int>? OneByOne() => SeatPlaces() && Gather(largeFirst: false) ? Sorted() : null;

    /// <summary>
    /// As many seats as are wanted, whatever they are, if there are any: single ones by comfort and by how near they are to whom the last
    /// attempt could seat, the rest in couples. The caller mends what it strands.
    /// </summary>
    public List<int>? Anyhow()
    {
        Measure();
        var (singles, couples, places) = (new List<int>(), new List<int>(), 0);
        for (var slot = 0; slot < hall.Slots; slot++)
        {
            if (field[slot] == SeatSlot.CoupleLeft)
                couples.Add(slot);
            else if (SeatSlot.IsSelectable(field[slot]) && field[slot] != SeatSlot.CoupleRight)
                singles.Add(slot);
            if (field[slot] == SeatSlot.Wheelchair)
                places++;
        }

        var alone = Math.Min(count, singles.Count);
        alone -= (count - alone) % 2;
        var pairs = (count - alone) / 2;
        if (alone < 0 || pairs > couples.Count || (accessible && (places == 0 || alone == 0)))
            return null;

        singles.Sort((a, b) => _cost[a].CompareTo(_cost[b]));
        if (accessible)
        {
            var place = singles.Find(slot => field[slot] == SeatSlot.Wheelchair);
            singles.Remove(place);
            singles.Insert(0, place);
        }

        couples.Sort((a, b) => (_cost[a] + _cost[a + 1]).CompareTo(_cost[b] + _cost[b + 1]));
        return [.. singles.Take(alone).Concat(couples.Take(pairs).SelectMany(slot => new[] { slot, slot + 1 })).Order()];
    }

    /// <summary>An accessible party's first group is the largest that fits around a wheelchair place.</summary>
    private bool SeatPlaces()
    {
        _chosen.Clear();
        field.CopyTo(_left, 0);
        if (!accessible)
            return true;
        Measure();
        for (var size = count; size > 0; size--)
        {
            var first = BestSeatsWindow.FindAccessible(_left, _cost, size);
            if (first < 0)
                continue;
            Take(first, size);
            return true;
        }

        return false;
    }

    private bool Gather(bool largeFirst)
    {
        Measure();
        while (_chosen.Count < count)
        {
            if (largeFirst)
                Measure();
            var remaining = count - _chosen.Count;
            var first = -1;
            var size = 0;
            for (var i = 0; i < remaining && first < 0; i++)
            {
                size = largeFirst ? remaining - i : i + 1;
                first = BestSeatsWindow.Find(_left, _cost, size);
            }

            if (first < 0)
                return false;
            Take(first, size);
        }

        return true;
    }

    private void Take(int first, int size)
    {
        for (var slot = first; slot < first + size; slot++)
        {
            _chosen.Add(slot);
            _left[slot] = SeatSlot.Closed;
        }
    }

    /// <summary>Comfort, and once somebody is seated also the distance to the middle of the party.</summary>
    private void Measure()
    {
        var (x, y, pull) = (0, 0, 0);
        if (_chosen.Count > 0)
        {
            foreach (var slot in _chosen)
                (x, y) = (x + hall.X[slot], y + hall.Y[slot]);
            (x, y, pull) = (x / _chosen.Count, y / _chosen.Count, 64);
        }

        for (var slot = 0; slot < hall.Slots; slot++)
        {
            var (aside, behind) = (hall.X[slot] - x, 2 * (hall.Y[slot] - y));
            _cost[slot] = hall.Comfort[slot] + (pull * ((aside * aside) + (behind * behind)));
            if (field[slot] == SeatSlot.Wheelchair)
                _cost[slot] += WheelchairReserve;
            else if (field[slot] == SeatSlot.Companion)
                _cost[slot] -= CompanionFavour;
        }
    }

    private List<int> Sorted()
    {
        _chosen.Sort();
        return _chosen;
    }
}
