namespace CinemaCx.Seats;

/// <summary>When a choice may leave a single seat alone. The law is told at <see cref="SeatChoice"/>.</summary>
public enum StrandedRule
{
    /// <summary>Only when the same number of seats side by side, in the same zone, could be had nowhere in the hall without it.</summary>
    Hall,

    /// <summary>Also when the party fills its stretch but for one seat, wherever else there may be room; as the large ticket apps do.</summary>
    Stretch,

    /// <summary>Always: for staff, and for groups somebody has talked to.</summary>
    Off,
}

/// <summary>Under which terms a party chooses.</summary>
public sealed record SeatChoiceTerms
{
    public static SeatChoiceTerms Guest { get; } = new();

    /// <summary>How many seats one order may have.</summary>
    public int Most { get; init; } = 6;

    /// <summary>Somebody confirmed that the party needs the wheelchair and companion places.</summary>
    public bool Accessible { get; init; }

    public StrandedRule Stranded { get; init; }
}
