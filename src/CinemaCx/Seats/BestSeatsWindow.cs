using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>Finds the best places for people side by side in one pass over the slots.</summary>
internal static class BestSeatsWindow
{
    /// <summary>The cheapest stretch of selectable slots that cuts no couple seat in two and leaves nobody's seat alone.</summary>
    /// <returns>Its first slot; -1 when there is none.</returns>
    public static int Find(ReadOnlySpan<byte> field, ReadOnlySpan<int> cost, int size)
    {
        var (best, least) = (-1, long.MaxValue);
        var (run, sum) = (0, 0L);
        for (var end = 0; end < field.Length; end++)
        {
            if (!SeatSlot.IsSelectable(field[end]))
            {
                (run, sum) = (0, 0);
                continue;
            }

            sum += cost[end];
            var start = end - size + 1;
            if (++run > size)
                sum -= cost[start - 1];
            if (run >= size && sum < least && IsWhole(field, start, end)
                && !StrandedSeats.OnTheLeft(field, start) && !StrandedSeats.OnTheRight(field, end))
                (best, least) = (start, sum);
        }

        return best;
    }

    /// <summary>
    /// The same among ordinary seats when <see cref="Find"/> found nothing: whoever sits here leaves a seat alone, and is excused, for the
    /// party has no other way to sit side by side.
    /// </summary>
    public static int FindExcused(ReadOnlySpan<byte> field, ReadOnlySpan<int> cost, int size)
    {
        var (best, least) = (-1, long.MaxValue);
        var (run, sum) = (0, 0L);
        for (var end = 0; end < field.Length; end++)
        {
            if (field[end] != SeatSlot.Open)
            {
                (run, sum) = (0, 0);
                continue;
            }

            sum += cost[end];
            if (++run > size)
                sum -= cost[end - size];
            if (run >= size && sum < least)
                (best, least) = (end - size + 1, sum);
        }

        return best;
    }

    /// <summary>The same around a wheelchair place; beside one a party is excused from the single-seat rule.</summary>
    public static int FindAccessible(ReadOnlySpan<byte> field, ReadOnlySpan<int> cost, int size)
    {
        var (best, least) = (-1, long.MaxValue);
        var (run, sum, lastPlace) = (0, 0L, -1);
        for (var end = 0; end < field.Length; end++)
        {
            if (!SeatSlot.IsSelectable(field[end]))
            {
                (run, sum) = (0, 0);
                continue;
            }

            if (field[end] == SeatSlot.Wheelchair)
                lastPlace = end;
            sum += cost[end];
            var start = end - size + 1;
            if (++run > size)
                sum -= cost[start - 1];
            if (run >= size && sum < least && lastPlace >= start && IsWhole(field, start, end)
                && IsAllowedBesidePlaces(field, start, end))
                (best, least) = (start, sum);
        }

        return best;
    }

    public static bool IsWhole(ReadOnlySpan<byte> field, int start, int end) =>
        field[start] != SeatSlot.CoupleRight && field[end] != SeatSlot.CoupleLeft;

    private static bool IsAllowedBesidePlaces(ReadOnlySpan<byte> field, int start, int end)
    {
        var last = start;
        while (last < end && field[last + 1] == SeatSlot.Open)
            last++;
        var first = end;
        while (first > start && field[first - 1] == SeatSlot.Open)
            first--;
        return (!StrandedSeats.OnTheLeft(field, start) || (last < end && IsPlace(field[last + 1])))
            && (!StrandedSeats.OnTheRight(field, end) || (first > start && IsPlace(field[first - 1])));
    }

    private static bool IsPlace(byte slot) => slot is SeatSlot.Wheelchair or SeatSlot.Companion;
}
