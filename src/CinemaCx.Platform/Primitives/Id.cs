namespace CinemaCx.Platform.Primitives;

/// <summary>
/// Identifiers: a short prefix that says what it names, and 26 characters of Crockford base32 holding a UUIDv7 (RFC 9562),
/// so that ids sort by the time they were made; those one process makes in one millisecond sort by a counter (RFC 9562, 6.2, method 1).
/// <c>ord_06d3…</c> is 30 characters, inside the 32 that WeChat Pay allows.
/// </summary>
public static class Id
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly IdOrder Order = new();

    /// <param name="prefix">Three or four letters: <c>ord</c>, <c>tkt</c>, <c>pay</c>.</param>
    public static string New(string prefix, DateTimeOffset at) => New(prefix, at, Order);

    internal static string New(string prefix, DateTimeOffset at, IdOrder order) =>
        Format(prefix, Guid.CreateVersion7(at), order.PlaceWithin(at.ToUnixTimeMilliseconds()));

    private static string Format(string prefix, Guid guid, long place)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        // The twelve bits after the version: random as the platform makes them.
        bytes[6] = (byte)((bytes[6] & 0xF0) | (int)(place >> 8));
        bytes[7] = (byte)place;
        var value = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return string.Create(prefix.Length + 27, (prefix, value), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            span[state.prefix.Length] = '_';
            var rest = state.value;
            for (var i = span.Length - 1; i > state.prefix.Length; i--)
            {
                span[i] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
