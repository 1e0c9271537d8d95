using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>
/// May a party have these seats? Pure rules over a plan and the state of its seats.
/// <list type="bullet">
/// <item>One to six seats of this hall, each once, on sale and free. They need not be together: a party may sit as it likes.</item>
/// <item>A couple seat (情侣座) goes only as a pair, both halves in one choice.</item>
/// <item>Wheelchair and companion places go to whoever confirms the need (<c>accessible</c>); nobody is asked to prove it. Without the
/// confirmation they are refused, and with it ordinary seats may be chosen beside them.</item>
/// <item>No single seat is left stranded (不留单座), as follows.</item>
/// </list>
/// <para>
/// A <em>stretch</em> is ordinary seats side by side, ended by an aisle, a wall, a seat that is taken or not on sale, or a
/// seat of another kind (a guest on his own takes neither half a couple seat nor a wheelchair place). A free seat that has a free ordinary
/// neighbour before the choice and none after it is <em>stranded</em>. Who stranded it is the group beside it: chosen seats side by side.
/// </para>
/// <para>
/// A group is <em>excused</em> when it has no other way to sit: nowhere in the hall, its own stretch included, are there as many free seats
/// side by side, in the zones the group chose, that strand nobody, the party's other seats being kept. So one of two free seats at a wall is
/// refused while there is room elsewhere and allowed when pairs are all that is left; two of the last three seats are allowed,
/// and their gap too. A dearer zone is no other way to sit. A group beside a wheelchair or companion place of the same choice is always
/// excused, for those places are where they are.
/// </para>
/// <para>
/// It follows that who is refused can always be offered as many seats that will be accepted (<see cref="SeatChoiceProblem.Instead"/>),
/// that a party with no such choice is never refused, and that every hall can be sold to its last seat. The large
/// Chinese ticket apps are milder in one point: a group that fills its stretch but for one seat is excused wherever else there may be
/// room (<see cref="StrandedRule.Stretch"/>).
/// </para>
/// </summary>
public static class SeatChoice
{
    /// <summary>All that is wrong with a choice; nothing when it may be had.</summary>
    /// <param name="plan">The hall.</param>
    /// <param name="live">In plan order. Only <see cref="SeatState.Free"/> may be chosen: pass so what a guest gives back by choosing anew.</param>
    /// <param name="chosen">Names of seats in any order.</param>
    /// <param name="options">Under which terms.</param>
    /// <returns>In order of weight. Stranded seats are looked for only when nothing else is wrong.</returns>
    public static IReadOnlyList<SeatChoiceProblem> Check(
        SeatPlan plan, ReadOnlySpan<SeatState> live, IReadOnlyCollection<string> chosen, SeatChoiceTerms options)
    {
        var problems = new List<SeatChoiceProblem>();
        if (chosen.Count == 0)
            problems.Add(SeatChoiceProblem.None());
        if (chosen.Count > options.Most)
            problems.Add(SeatChoiceProblem.TooMany(options.Most));

        var seats = Recognise(plan, chosen, problems);
        CheckOnSale(live, seats, problems);
        CheckCouples(plan, live, seats, problems);
        if (!options.Accessible)
            Add(problems, seats.Where(s => s.Kind is SeatKind.Wheelchair or SeatKind.Companion), SeatChoiceProblem.Accessible);
        if (problems.Count == 0)
            CheckStranded(plan, live, seats, options, problems);
        return problems;
    }

    /// <summary>Refuses a choice for the weightiest of its problems.</summary>
    /// <inheritdoc cref="Check"/>
    /// <exception cref="Platform.Primitives.Refusal">422, or 409 when the seats are taken.</exception>
    public static void Require(SeatPlan plan, ReadOnlySpan<SeatState> live, IReadOnlyCollection<string> chosen, SeatChoiceTerms options)
    {
        var problems = Check(plan, live, chosen, options);
        if (problems.Count > 0)
            throw problems[0].ToRefusal();
    }

    private static List<Seat> Recognise(SeatPlan plan, IReadOnlyCollection<string> chosen, List<SeatChoiceProblem> problems)
    {
        var seats = new SortedDictionary<int, Seat>();
        var (unknown, twice) = (new List<string>(), new List<Seat>());
        foreach (var name in chosen)
        {
            if (plan.Find(name) is not { } seat)
                unknown.Add(name);
            else if (!seats.TryAdd(seat.Index, seat))
                twice.Add(seat);
        }

        if (unknown.Count > 0)
            problems.Add(SeatChoiceProblem.Unknown(unknown));
        Add(problems, twice.Distinct(), SeatChoiceProblem.Twice);
        return [.. seats.Values];
    }

    private static void CheckOnSale(ReadOnlySpan<SeatState> live, List<Seat> seats, List<SeatChoiceProblem> problems)
    {
        var (blocked, taken) = (new List<Seat>(), new List<Seat>());
        foreach (var seat in seats)
        {
            if (IsBlocked(seat, live))
                blocked.Add(seat);
            else if (live[seat.Index] != SeatState.Free)
                taken.Add(seat);
        }

        Add(problems, blocked, SeatChoiceProblem.Blocked);
        Add(problems, taken, SeatChoiceProblem.Taken);
    }

    private static void CheckCouples(SeatPlan plan, ReadOnlySpan<SeatState> live, List<Seat> seats, List<SeatChoiceProblem> problems)
    {
        var (halves, missing, broken) = (new List<Seat>(), new List<Seat>(), new List<Seat>());
        foreach (var seat in seats)
        {
            if (seat.PairLabel is null || seats.Exists(s => s.Label == seat.PairLabel))
                continue;
            var other = plan.Find(seat.PairLabel)!;
            if (IsBlocked(other, live) || live[other.Index] != SeatState.Free)
            {
                broken.Add(seat);
                continue;
            }

            halves.Add(seat);
            missing.Add(other);
        }

        Add(problems, halves, h => SeatChoiceProblem.HalfCouple(h, missing));
        Add(problems, broken, SeatChoiceProblem.BrokenCouple);
    }

    private static void CheckStranded(
        SeatPlan plan, ReadOnlySpan<SeatState> live, List<Seat> seats, SeatChoiceTerms options, List<SeatChoiceProblem> problems)
    {
        var hall = plan.Geometry;
        var field = SeatChoiceField.Of(plan, live, options.Accessible);
        var chosen = seats.ConvertAll(s => hall.SlotOfSeat[s.Index]);
        var alone = StrandedSeats.Find(hall, field, chosen, options.Stranded);
        if (alone.Count == 0)
            return;
        var instead = StrandedSeats.Mend(hall, field, chosen, options.Stranded);
        problems.Add(SeatChoiceProblem.Stranded(
            [.. alone.Select(slot => plan[hall.SeatOfSlot[slot]])], [.. instead.Select(slot => plan[hall.SeatOfSlot[slot]])]));
    }

    private static bool IsBlocked(Seat seat, ReadOnlySpan<SeatState> live) =>
        seat.Block != SeatBlock.None || live[seat.Index] == SeatState.Blocked;

    private static void Add(
        List<SeatChoiceProblem> problems, IEnumerable<Seat> seats, Func<IReadOnlyList<Seat>, SeatChoiceProblem> problem)
    {
        var named = seats.ToList();
        if (named.Count > 0)
            problems.Add(problem(named));
    }
}
