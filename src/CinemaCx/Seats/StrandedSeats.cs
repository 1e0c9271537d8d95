using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>
/// The law of the single seat (不留单座) over slots; told in words at <see cref="SeatChoice"/>. A choice falls into groups:
/// chosen ordinary seats side by side. Each group is judged with the party's other groups already seated.
/// </summary>
internal static class StrandedSeats
{
    /// <summary>Whether seating a group that begins at <paramref name="first"/> leaves its left neighbour alone.</summary>
    public static bool OnTheLeft(ReadOnlySpan<byte> field, int first) =>
        SeatSlot.IsOrdinary(field[first]) && SeatSlot.IsOrdinary(field[first - 1]) && !SeatSlot.IsOrdinary(field[first - 2]);

    /// <summary>Whether seating a group that ends at <paramref name="last"/> leaves its right neighbour alone.</summary>
    public static bool OnTheRight(ReadOnlySpan<byte> field, int last) =>
        SeatSlot.IsOrdinary(field[last]) && SeatSlot.IsOrdinary(field[last + 1]) && !SeatSlot.IsOrdinary(field[last + 2]);

    /// <summary>The slots a choice would leave alone without an excuse, in order.</summary>
    /// <param name="hall">The hall.</param>
    /// <param name="before">The field without the choice.</param>
    /// <param name="chosen">The chosen slots, sorted.</param>
    /// <param name="rule">Which excuse counts.</param>
    public static SortedSet<int> Find(SeatPlanGeometry hall, byte[] before, IReadOnlyList<int> chosen, StrandedRule rule)
    {
        var alone = new SortedSet<int>();
        if (rule == StrandedRule.Off)
            return alone;
        var field = Seated(before, chosen);
        foreach (var (first, last) in GroupsOf(before, chosen))
        {
            Rise(field, before, first, last);
            if (MoveOf(hall, field, first, last, rule) >= 0)
            {
                if (OnTheLeft(field, first))
                    alone.Add(first - 1);
                if (OnTheRight(field, last))
                    alone.Add(last + 1);
            }

            Sit(field, first, last);
        }

        return alone;
    }

    /// <summary>
    /// Moves groups, each to the nearest place where it strands nobody, until the choice obeys the law. It ends, because
    /// every move leaves fewer seats alone than there were.
    /// </summary>
    /// <returns>As many slots, sorted.</returns>
    public static List<int> Mend(SeatPlanGeometry hall, byte[] before, IReadOnlyList<int> chosen, StrandedRule rule)
    {
        var mended = new List<int>(chosen);
        while (FirstMove(hall, before, mended, rule) is var (first, last, to) && to >= 0)
        {
            mended.RemoveAll(slot => slot >= first && slot <= last);
            mended.AddRange(Enumerable.Range(to, last - first + 1));
            mended.Sort();
        }

        return mended;
    }

    private static (int First, int Last, int To) FirstMove(SeatPlanGeometry hall, byte[] before, List<int> chosen, StrandedRule rule)
    {
        var field = Seated(before, chosen);
        foreach (var (first, last) in GroupsOf(before, chosen))
        {
            Rise(field, before, first, last);
            var to = MoveOf(hall, field, first, last, rule);
            if (to >= 0)
                return (first, last, to);
            Sit(field, first, last);
        }

        return (0, 0, -1);
    }

    /// <returns>Where a group ought to sit instead; -1 when it strands nobody or is excused.</returns>
    private static int MoveOf(SeatPlanGeometry hall, byte[] field, int first, int last, StrandedRule rule)
    {
        if (!OnTheLeft(field, first) && !OnTheRight(field, last))
            return -1;
        if (IsSeatedAtPlace(field, first - 1) || IsSeatedAtPlace(field, last + 1))
            return -1;
        if (rule == StrandedRule.Stretch && StretchOf(field, first, last) == last - first + 2)
            return -1;
        return NearestPlace(hall, field, first, last);
    }

    private static int NearestPlace(SeatPlanGeometry hall, byte[] field, int first, int last)
    {
        var size = last - first + 1;
        var zones = 0u;
        for (var slot = first; slot <= last; slot++)
            zones |= hall.ZoneBit[slot];

        var (nearest, least, run) = (-1, long.MaxValue, 0);
        for (var end = 1; end < hall.Slots; end++)
        {
            run = field[end] == SeatSlot.Open && (hall.ZoneBit[end] & zones) != 0 ? run + 1 : 0;
            var start = end - size + 1;
            if (run < size || OnTheLeft(field, start) || OnTheRight(field, end))
                continue;
            long aside = hall.X[start] - hall.X[first];
            long behind = 2 * (hall.Y[start] - hall.Y[first]);
            var distance = (((aside * aside) + (behind * behind)) << 24) + hall.Comfort[start];
            if (distance < least)
                (nearest, least) = (start, distance);
        }

        return nearest;
    }

    private static int StretchOf(byte[] field, int first, int last)
    {
        while (SeatSlot.IsOrdinary(field[first - 1]))
            first--;
        while (SeatSlot.IsOrdinary(field[last + 1]))
            last++;
        return last - first + 1;
    }

    private static IEnumerable<(int First, int Last)> GroupsOf(byte[] before, IReadOnlyList<int> chosen)
    {
        for (var i = 0; i < chosen.Count; i++)
        {
            if (!SeatSlot.IsOrdinary(before[chosen[i]]))
                continue;
            var first = chosen[i];
            while (i + 1 < chosen.Count && chosen[i + 1] == chosen[i] + 1 && SeatSlot.IsOrdinary(before[chosen[i + 1]]))
                i++;
            yield return (first, chosen[i]);
        }
    }

    // Seated slots keep a mark of what they were, so that a group can see whether it sits beside a wheelchair.
    private const byte SeatedHere = 16;

    private static byte[] Seated(byte[] before, IReadOnlyList<int> chosen)
    {
        var field = (byte[])before.Clone();
        foreach (var slot in chosen)
            field[slot] |= SeatedHere;
        return field;
    }

    private static bool IsSeatedAtPlace(byte[] field, int slot) =>
        field[slot] is (SeatSlot.Wheelchair | SeatedHere) or (SeatSlot.Companion | SeatedHere);

    private static void Rise(byte[] field, byte[] before, int first, int last) =>
        before.AsSpan(first, last - first + 1).CopyTo(field.AsSpan(first));

    private static void Sit(byte[] field, int first, int last)
    {
        for (var slot = first; slot <= last; slot++)
            field[slot] |= SeatedHere;
    }
}
