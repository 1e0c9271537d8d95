using CinemaCx.Cinemas;
using CinemaCx.Seats;

namespace CinemaCx.Tests.Seats;

/// <summary>
/// A hall drawn as text, screen above: <c>.</c> free, <c>x</c> taken, <c>c</c> half a couple seat, <c>C</c> the same taken,
/// <c>w</c> wheelchair place, <c>p</c> companion place, <c>b</c> kept by the house, a space an aisle, an empty line a cross aisle.
/// Rows are A, B, C… from the top, numbers 1, 2, 3… from the left. A line may end in <c>:VIP</c>, the row's zone.
/// </summary>
internal sealed class DrawnHall
{
    private DrawnHall(SeatPlan plan, SeatState[] live) => (Plan, Live) = (plan, live);

    public SeatPlan Plan { get; }

    public SeatState[] Live { get; }

    public static DrawnHall Of(string drawing)
    {
        var seats = new List<SeatDefinition>();
        var taken = new List<string>();
        var row = 'A';
        foreach (var (y, line) in drawing.TrimEnd().Split('\n').Index())
        {
            var parts = line.TrimEnd().Split(':');
            var number = 1;
            foreach (var (x, mark) in parts[0].Index().Where(m => m.Item != ' '))
            {
                var seat = new SeatDefinition
                {
                    Row = row.ToString(),
                    Number = $"{number++}",
                    X = x,
                    Y = y,
                    Zone = parts.ElementAtOrDefault(1) ?? "A",
                    Kind = mark switch { 'c' or 'C' => SeatKind.Couple, 'w' => SeatKind.Wheelchair, 'p' => SeatKind.Companion, _ => SeatKind.Standard },
                    Block = mark == 'b' ? SeatBlock.House : SeatBlock.None,
                };
                seats.Add(seat);
                if (mark is 'x' or 'C')
                    taken.Add(Seat.LabelOf(seat.Row, seat.Number));
            }

            if (number > 1)
                row++;
        }

        var plan = SeatPlan.Build(seats).Required;
        var live = LiveSeats.Empty(plan);
        taken.ForEach(name => live[plan.IndexOf(name)] = SeatState.Taken);
        return new(plan, live);
    }

    public IReadOnlyList<SeatChoiceProblem> Check(params string[] chosen) => SeatChoice.Check(Plan, Live, chosen, SeatChoiceTerms.Guest);

    public IReadOnlyList<SeatChoiceProblem> Check(SeatChoiceTerms options, params string[] chosen) =>
        SeatChoice.Check(Plan, Live, chosen, options);

    public string Best(int count, bool together = true, bool accessible = false, string? zone = null) =>
        string.Join(' ', BestSeats.Choose(Plan, Live, new(count, together, accessible, zone)) ?? ["none"]);

    /// <summary>A hall without couple or special seats and aisles: rows of the same length.</summary>
    public static DrawnHall Rectangle(int rows, int columns) => Of(string.Join('\n', Enumerable.Repeat(new string('.', columns), rows)));

    public void Take(params string[] seats)
    {
        foreach (var name in seats)
            Live[Plan.IndexOf(name)] = SeatState.Taken;
    }
}
