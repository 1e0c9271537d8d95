namespace CinemaCx.Platform.Primitives;

/// <summary>
/// Identifiers: a short prefix that says what it names, and 26 characters of Crockford base32 holding a UUIDv7 (RFC 9562),
/// so that ids sort by the time they were made. <c>ord_06d3…</c> is 30 characters, inside the 32 that WeChat Pay allows.
/// </summary>
public static class Id
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <param name="prefix">Three or four letters: <c>ord</c>, <c>tkt</c>, <c>pay</c>.</param>
    public static string New(string prefix, DateTimeOffset at) => Format(prefix, Guid.CreateVersion7(at));

    private static string Format(string prefix, Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
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
