namespace CinemaCx.Cinemas;

/// <summary>One seat as an importer reads it.</summary>
public sealed record SeatDefinition
{
    /// <summary>1 to 8 letters or digits, as printed.</summary>
    public required string Row { get; init; }

    /// <summary>1 to 4 letters or digits beginning with a digit, as printed.</summary>
    public required string Number { get; init; }

    /// <summary>0 to 499.</summary>
    public required int X { get; init; }

    /// <summary>0 to 499, 0 nearest the screen.</summary>
    public required int Y { get; init; }

    /// <summary>1 to 8 letters or digits.</summary>
    public string Zone { get; init; } = "A";

    public SeatKind Kind { get; init; }

    public SeatBlock Block { get; init; }

    /// <summary>The other half of a couple seat. Where neither half says, neighbours are paired from the left.</summary>
    public string? PairLabel { get; init; }
}

/// <summary>Why a description is not a plan.</summary>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Seats">Names of the seats concerned.</param>
/// <param name="Lines">Positions of the definitions concerned in what was given, from 0.</param>
/// <param name="Sentence">Chinese, for whoever imports.</param>
public sealed record SeatPlanProblem(string Code, IReadOnlyList<string> Seats, IReadOnlyList<int> Lines, string Sentence);

/// <summary>Either a plan or problems.</summary>
public sealed record SeatPlanResult(SeatPlan? Plan, IReadOnlyList<SeatPlanProblem> Problems)
{
    /// <exception cref="FormatException">There is no plan; the message tells every problem.</exception>
    public SeatPlan Required =>
        Plan ?? throw new FormatException(string.Join('\n', Problems.Select(p => p.Sentence)));
}
