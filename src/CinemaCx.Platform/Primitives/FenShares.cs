namespace CinemaCx.Platform.Primitives;

/// <summary>An amount in parts that sum up to it, to the fen.</summary>
public static class FenShares
{
    /// <summary>
    /// Parts in proportion to the room each has, none larger than its room: what rounding leaves over goes, a fen each, to the first that have room.
    /// </summary>
    /// <param name="amount">In fen, 0 to the sum of the room.</param>
    /// <param name="room">In fen, none negative.</param>
    /// <param name="shares">As long as <paramref name="room"/>; overwritten.</param>
    public static void Spread(long amount, ReadOnlySpan<long> room, Span<long> shares)
    {
        long all = 0;
        foreach (var r in room) all = checked(all + r);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, all);
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        shares.Clear();
        if (amount == 0) return;
        var left = amount;
        for (var i = 0; i < room.Length; i++)
        {
            // Amounts of a basket fit; those of a yearly statement need not.
            shares[i] = amount <= int.MaxValue && room[i] <= int.MaxValue ? amount * room[i] / all : (long)((Int128)amount * room[i] / all);
            left -= shares[i];
        }

        for (var i = 0; left > 0; i++)
        {
            if (shares[i] >= room[i]) continue;
            shares[i]++;
            left--;
        }
    }
}
