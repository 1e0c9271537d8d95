namespace CinemaCx.Cinemas;

/// <summary>What a slot offers to a party.</summary>
internal static class SeatSlot
{
    /// <summary>Aisle, wall, or a seat nobody may take.</summary>
    public const byte Closed = 0;

    /// <summary>An ordinary seat.</summary>
    public const byte Open = 1;
    public const byte CoupleLeft = 2;
    public const byte CoupleRight = 3;
    public const byte Wheelchair = 4;
    public const byte Companion = 5;

    /// <summary>An ordinary seat, free, but not among those asked for: it counts only as somebody's neighbour.</summary>
    public const byte Beyond = 6;

    public static bool IsSelectable(byte slot) => (uint)(slot - 1) < Companion;

    public static bool IsOrdinary(byte slot) => slot is Open or Beyond;
}

/// <summary>
/// The plan as the choosing algorithms walk it, worked out once per plan. Seats stand in plan order in one array of slots,
/// with a closed slot at both ends and wherever an aisle or a line's end parts two seats; so the neighbours of a slot are
/// always the slots before and after it, and a stretch of seats side by side is a stretch of slots.
/// </summary>
internal sealed class SeatPlanGeometry
{
    /// <summary>Added for each half of a couple seat, so that nobody is seated on one who has not run out of others.</summary>
    public const int CoupleReserve = 1_000_000;

    private const int Scale = 16;

    public SeatPlanGeometry(SeatPlan plan)
    {
        SlotOfSeat = new int[plan.Count];
        var slots = 1;
        for (var i = 0; i < plan.Count; i++)
        {
            if (i > 0 && !(plan[i].Y == plan[i - 1].Y && plan[i].X == plan[i - 1].X + 1))
                slots++;
            SlotOfSeat[i] = slots++;
        }

        Slots = slots + 1;
        (Template, X, Y) = (new byte[Slots], new int[Slots], new int[Slots]);
        (Comfort, ZoneBit, SeatOfSlot) = (new int[Slots], new uint[Slots], new int[Slots]);
        Array.Fill(SeatOfSlot, -1);
        var zones = plan.Zones.Select((zone, i) => (zone, bit: 1u << i)).ToDictionary(z => z.zone, z => z.bit, StringComparer.Ordinal);
        foreach (var seat in plan.Seats)
        {
            var slot = SlotOfSeat[seat.Index];
            SeatOfSlot[slot] = seat.Index;
            (X[slot], Y[slot], ZoneBit[slot]) = (seat.X, seat.Y, zones[seat.Zone]);
            Template[slot] = Offer(plan, seat);
        }

        var (left, right) = (plan.Seats.Min(s => s.X), plan.Seats.Max(s => s.X));
        var (front, back) = (plan[0].Y, plan[plan.Count - 1].Y);
        foreach (var slot in SlotOfSeat)
            Comfort[slot] = Discomfort(X[slot] - ((left + right) / 2.0), Y[slot] - (front + ((back - front) * 2 / 3.0)))
                + (plan[SeatOfSlot[slot]].Kind == SeatKind.Couple ? CoupleReserve : 0);
        Lines = LinesOf(plan);
    }

    /// <summary>How many slots there are, the closed ones included.</summary>
    public int Slots { get; }

    public int[] SlotOfSeat { get; }

    /// <summary>-1 for an aisle.</summary>
    public int[] SeatOfSlot { get; }

    /// <summary>What each slot offers while the hall is empty.</summary>
    public byte[] Template { get; }

    public int[] X { get; }

    public int[] Y { get; }

    /// <summary>One bit per zone, in the order of <see cref="SeatPlan.Zones"/>.</summary>
    public uint[] ZoneBit { get; }

    /// <summary>How much worse than the ideal point a seat is; 0 is best.</summary>
    public int[] Comfort { get; }

    /// <summary>First slot of each line of the grid that has seats, and the slot after its last.</summary>
    public (int First, int End)[] Lines { get; }

    /// <summary>
    /// The ideal point is in the middle, two thirds of the way back. A line is about two seats deep, and a line too near the
    /// screen is worse than one too far.
    /// </summary>
    private static int Discomfort(double aside, double behind)
    {
        var depth = behind * (behind < 0 ? 3 : 2);
        return (int)Math.Round(Scale * ((aside * aside) + (depth * depth)));
    }

    private static byte Offer(SeatPlan plan, Seat seat)
    {
        if (seat.Block != SeatBlock.None)
            return SeatSlot.Closed;
        if (seat.Kind == SeatKind.Couple)
        {
            var other = plan.Find(seat.PairLabel!)!;
            if (other.Block != SeatBlock.None)
                return SeatSlot.Closed;
            return other.X > seat.X ? SeatSlot.CoupleLeft : SeatSlot.CoupleRight;
        }

        return seat.Kind switch
        {
            SeatKind.Wheelchair => SeatSlot.Wheelchair,
            SeatKind.Companion => SeatSlot.Companion,
            _ => SeatSlot.Open,
        };
    }

    private (int First, int End)[] LinesOf(SeatPlan plan) =>
        [.. plan.Seats.GroupBy(s => s.Y).Select(g => (SlotOfSeat[g.First().Index], SlotOfSeat[g.Last().Index] + 1))];
}
