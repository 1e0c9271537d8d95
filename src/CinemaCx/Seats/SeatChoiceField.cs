using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>What every slot of a hall offers to one party at one moment.</summary>
internal static class SeatChoiceField
{
    /// <param name="plan">The hall.</param>
    /// <param name="live">In plan order; whatever is not free is closed, and so is the other half of a couple seat.</param>
    /// <param name="accessible">Whether wheelchair and companion places are open.</param>
    /// <param name="zone">When given, other zones' seats count only as neighbours.</param>
    /// <exception cref="ArgumentException">The states are not those of this plan, or it has no such zone.</exception>
    public static byte[] Of(SeatPlan plan, ReadOnlySpan<SeatState> live, bool accessible, string? zone = null)
    {
        if (live.Length != plan.Count)
            throw new ArgumentException($"The plan has {plan.Count} seats, not {live.Length}.", nameof(live));
        var hall = plan.Geometry;
        var field = new byte[hall.Slots];
        hall.Template.CopyTo(field, 0);
        for (var i = 0; i < live.Length; i++)
        {
            if (live[i] != SeatState.Free)
                Close(field, hall.Template, hall.SlotOfSeat[i]);
        }

        if (!accessible)
        {
            field.AsSpan().Replace(SeatSlot.Wheelchair, SeatSlot.Closed);
            field.AsSpan().Replace(SeatSlot.Companion, SeatSlot.Closed);
        }

        if (zone is not null)
            KeepTo(field, hall, BitOf(plan, zone));
        return field;
    }

    private static void Close(byte[] field, byte[] template, int slot)
    {
        field[slot] = SeatSlot.Closed;
        if (template[slot] == SeatSlot.CoupleLeft)
            field[slot + 1] = SeatSlot.Closed;
        else if (template[slot] == SeatSlot.CoupleRight)
            field[slot - 1] = SeatSlot.Closed;
    }

    private static void KeepTo(byte[] field, SeatPlanGeometry hall, uint zone)
    {
        for (var slot = 0; slot < field.Length; slot++)
        {
            if (hall.ZoneBit[slot] == zone || field[slot] == SeatSlot.Closed)
                continue;
            if (field[slot] == SeatSlot.Open)
                field[slot] = SeatSlot.Beyond;
            else
                Close(field, hall.Template, slot);
        }
    }

    private static uint BitOf(SeatPlan plan, string zone)
    {
        for (var i = 0; i < plan.Zones.Count; i++)
        {
            if (plan.Zones[i] == zone)
                return 1u << i;
        }

        throw new ArgumentException($"The plan has no zone {zone}.", nameof(zone));
    }
}
