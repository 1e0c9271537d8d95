using CinemaCx.Cinemas;
using CinemaCx.Seats;
using CinemaCx.Showtimes;

namespace CinemaCx.Tests.Races;

/// <summary>Where guests of a race want to sit.</summary>
internal static class Halls
{
    /// <summary>All that can be bought.</summary>
    public static List<string> Sellable(Showing showing) => [.. showing.Plan.Seats.Where(s => s.Block == SeatBlock.None).Select(s => s.Label)];

    /// <summary>Ordinary seats side by side, in order; each list ends at an aisle, a wall, or a seat of another kind.</summary>
    public static List<List<string>> Stretches(SeatPlan plan)
    {
        var stretches = new List<List<string>>();
        Seat? last = null;
        foreach (var seat in plan.Seats)
        {
            if (seat.Kind != SeatKind.Standard || seat.Block != SeatBlock.None)
            {
                last = null;
                continue;
            }

            if (last is null || last.Y != seat.Y || last.X + 1 != seat.X) stretches.Add([]);
            stretches[^1].Add(seat.Label);
            last = seat;
        }

        return stretches;
    }

    /// <summary>Pairs that may be bought in any order without leaving a single seat: gaps between them are even, and at an odd end three remain.</summary>
    public static List<string[]> Pairs(SeatPlan plan) =>
        [.. Stretches(plan).SelectMany(s => s.Take(s.Count % 2 == 0 ? s.Count : s.Count - 3).Chunk(2))];

    /// <summary>The first choice from somewhere in the hall that the house would accept: two neighbours, else a single seat.</summary>
    /// <returns>Null when nothing is left.</returns>
    public static string[]? Choose(SeatPlan plan, SeatState[] states, int from)
    {
        var terms = new SeatChoiceTerms { Accessible = true };
        var choices = Enumerable.Range(0, plan.Count - 1).Select(i => (from + i) % (plan.Count - 1))
            .Where(i => states[i] == SeatState.Free && states[i + 1] == SeatState.Free)
            .Select(i => new[] { plan[i].Label, plan[i + 1].Label })
            .Concat(plan.Seats.Where(s => states[s.Index] == SeatState.Free).Select(s => new[] { s.Label }));
        return choices.FirstOrDefault(choice => SeatChoice.Check(plan, states, choice, terms).Count == 0);
    }
}
