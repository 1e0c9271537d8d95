using System.Text;
using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>How a seat stands for one guest, at one moment of one showtime.</summary>
public enum SeatState : byte
{
    Free,

    /// <summary>Held by somebody else, or sold.</summary>
    Taken,

    /// <summary>Held by the guest who asks.</summary>
    Mine,

    /// <summary>Not on sale.</summary>
    Blocked,
}

/// <summary>
/// The live state of a whole hall as text: one ASCII character per seat in plan order, <c>.</c> free, <c>x</c> taken,
/// <c>m</c> mine, <c>b</c> blocked. 300 seats are 300 bytes, and the same text means the same state, so it may be hashed.
/// </summary>
public static class LiveSeats
{
    private const string Letters = ".xmb";

    /// <summary>The hall before anybody came: everything free but what the plan blocks.</summary>
    public static SeatState[] Empty(SeatPlan plan)
    {
        var states = new SeatState[plan.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = plan[i].Block == SeatBlock.None ? SeatState.Free : SeatState.Blocked;
        return states;
    }

    public static string Encode(ReadOnlySpan<SeatState> states) =>
        string.Create(states.Length, states, static (text, states) =>
        {
            for (var i = 0; i < states.Length; i++)
                text[i] = Letters[(int)states[i]];
        });

    /// <summary>The same text as bytes.</summary>
    /// <param name="states">In plan order.</param>
    /// <param name="body">At least as long as <paramref name="states"/>.</param>
    public static void Encode(ReadOnlySpan<SeatState> states, Span<byte> body)
    {
        for (var i = 0; i < states.Length; i++)
            body[i] = (byte)Letters[(int)states[i]];
    }

    /// <exception cref="FormatException">A character is none of the four.</exception>
    public static SeatState[] Decode(ReadOnlySpan<char> text)
    {
        var states = new SeatState[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var state = Letters.IndexOf(text[i], StringComparison.Ordinal);
            states[i] = state >= 0 ? (SeatState)state : throw new FormatException($"No state of a seat is written '{new Rune(text[i])}'.");
        }

        return states;
    }
}
