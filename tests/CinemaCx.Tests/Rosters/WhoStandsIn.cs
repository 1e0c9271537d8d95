using CinemaCx.Staff;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Rosters;

/// <summary>The final result: shifts, then overriding shifts, then who stands in for whom.</summary>
public sealed class WhoStandsIn
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 22, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_cover_replaces_one_person_and_leaves_the_others()
    {
        var times = new DutyTimes([Shift("a", 0, 8), Shift("b", 0, 8)], [Cover("1", "x", "a", 2, 4)]);

        Assert.Equal(["a,b", "x,b", "a,b"], DutyPlan.Between(times, At(0), At(8)).Select(s => string.Join(',', s.EmployeeIds)));
    }

    [Fact]
    public void Whoever_is_not_on_duty_cannot_be_stood_in_for() =>
        Assert.Empty(DutyPlan.OnDutyAt(new DutyTimes([Shift("a", 0, 8)], [Cover("1", "x", "a", 0, 12)]), At(9)));

    [Fact]
    public void What_was_said_last_counts_and_a_stand_in_may_be_stood_in_for()
    {
        Assert.Equal(["y"], DutyPlan.OnDutyAt(new DutyTimes([Shift("a", 0, 8)], [Cover("1", "x", "a", 0, 8), Cover("2", "y", "a", 0, 8)]), At(1)));
        Assert.Equal(["y"], DutyPlan.OnDutyAt(new DutyTimes([Shift("a", 0, 8)], [Cover("1", "x", "a", 0, 8), Cover("2", "y", "x", 0, 8)]), At(1)));
        // "x stands in for a" was said after "a stands in for x": nobody runs in circles.
        Assert.Equal(["x"], DutyPlan.OnDutyAt(new DutyTimes([Shift("a", 0, 8)], [Cover("1", "a", "x", 0, 8), Cover("2", "x", "a", 0, 8)]), At(1)));
    }

    [Fact]
    public void However_people_stand_in_for_each_other_a_filled_post_stays_filled() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 10], Gen.Int[1, 10]).Array[0, 12].Sample(covers =>
        {
            var said = covers.Where(c => c.Item1 != c.Item2).Select((c, i) => Cover($"{i:00}", $"p{c.Item1}", $"p{c.Item2}", c.Item3, c.Item3 + c.Item4)).ToList();
            var times = new DutyTimes([Shift("p0", 0, 10), Shift("p1", 5, 15)], said);
            var stretches = DutyPlan.Between(times, At(0), At(15));
            Assert.All(stretches, s => Assert.NotEmpty(s.EmployeeIds));
            Assert.Equal(TimeSpan.FromHours(15), stretches.Aggregate(TimeSpan.Zero, (sum, s) => sum + (s.To - s.From)));
            // Each stretch says what holds at every moment of it.
            foreach (var stretch in stretches)
                Assert.Equal(stretch.EmployeeIds, DutyPlan.OnDutyAt(times, stretch.To.AddMilliseconds(-1)));
        });

    private static DutyTime Shift(string person, int from, int to) => new(person, At(from), At(to), Overrides: false);

    private static DutyCover Cover(string id, string person, string replaces, int from, int to) => new(id, person, replaces, At(from), At(to));

    private static DateTimeOffset At(int hour) => Nine.AddHours(hour);
}
