using CinemaCx.Cinemas;

namespace CinemaCx.Showtimes;

/// <summary>The seats of one hall as one plan.</summary>
internal static class HallPlanRules
{
    /// <returns>Null, and every fault with its row, when they make no plan.</returns>
    public static SeatPlan? Decide(IReadOnlyList<SeatEntry> seats, List<RefusedRow> refused)
    {
        var result = SeatPlan.Build(seats.Select(Define));
        foreach (var problem in result.Problems)
        {
            // Of seats that are there twice the first is right; of a fault of the whole hall its first row speaks.
            var twice = problem.Code is "seat-twice" or "position-twice";
            var lines = problem.Lines.Count == 0 ? [0] : twice ? problem.Lines.Skip(1) : problem.Lines;
            foreach (var seat in lines.Select(line => seats[line]))
                refused.Add(seat.At.Refuse(ColumnOf(problem.Code).Chinese, ValueOf(seat, problem.Code), problem.Code, problem.Sentence));
        }

        return result.Plan;
    }

    private static SeatDefinition Define(SeatEntry seat)
    {
        var definition = new SeatDefinition
        {
            Row = seat.Row,
            Number = seat.Number,
            X = seat.X,
            Y = seat.Y,
            Kind = seat.Kind,
            Block = seat.Block,
            PairLabel = seat.Pair,
        };
        return seat.Zone is null ? definition : definition with { Zone = seat.Zone };
    }

    private static ProgrammeColumn ColumnOf(string code) => code switch
    {
        "row-unclear" => ProgrammeColumns.Row,
        "zone-unclear" or "zones-too-many" => ProgrammeColumns.Zone,
        "position-twice" or "position-out-of-range" => ProgrammeColumns.X,
        "couple-alone" or "couple-disputed" or "pair-unexpected" => ProgrammeColumns.Pair,
        _ => ProgrammeColumns.Number,
    };

    private static string ValueOf(SeatEntry seat, string code) => code switch
    {
        "zone-unclear" or "zones-too-many" => seat.Zone ?? "",
        "position-twice" or "position-out-of-range" => $"{seat.X},{seat.Y}",
        _ => $"{seat.Row}排{seat.Number}座",
    };
}
