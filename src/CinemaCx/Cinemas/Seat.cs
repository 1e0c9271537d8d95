namespace CinemaCx.Cinemas;

/// <summary>What a place is for.</summary>
public enum SeatKind
{
    Standard,

    /// <summary>Half of a couple seat (情侣座): sold only together with its other half.</summary>
    Couple,

    /// <summary>Floor space for a wheelchair (轮椅席): sold only to those who ask for it.</summary>
    Wheelchair,

    /// <summary>Beside a wheelchair place (陪同席): sold only to those who ask for it.</summary>
    Companion,
}

/// <summary>Why a seat is never sold, whatever the showtime.</summary>
public enum SeatBlock
{
    None,

    /// <summary>Kept by the house (工作席).</summary>
    House,

    Broken,
}

/// <summary>One seat of a <see cref="SeatPlan"/>, as printed in the hall and placed on its grid.</summary>
public sealed record Seat
{
    internal Seat()
    {
    }

    /// <summary>Position in plan order: top row to bottom, left to right, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The seat's name, unique in its plan: <c>F7</c>, or <c>6-7</c> where the row's label ends in a digit.</summary>
    public required string Label { get; init; }

    /// <summary>The row as printed: <c>F</c>, <c>6</c>.</summary>
    public required string Row { get; init; }

    /// <summary>The number as printed: <c>7</c>, <c>07</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Column on the grid, 0 at the left of somebody facing the screen. Neighbours differ by one; a gap is an aisle.</summary>
    public required int X { get; init; }

    /// <summary>Line on the grid, 0 nearest the screen. A gap is a cross aisle.</summary>
    public required int Y { get; init; }

    /// <summary>Price zone: <c>A</c>, <c>B</c>, <c>VIP</c>.</summary>
    public required string Zone { get; init; }

    public SeatKind Kind { get; init; }

    /// <summary>The other half of a couple seat, always the neighbour; null for every other kind.</summary>
    public string? PairLabel { get; init; }

    public SeatBlock Block { get; init; }

    /// <summary>As people say it: <c>F排7座</c>.</summary>
    public string Spoken => $"{Row}排{Number}座";

    public static string LabelOf(string row, string number) =>
        row.Length > 0 && char.IsAsciiDigit(row[^1]) ? $"{row}-{number}" : row + number;
}
