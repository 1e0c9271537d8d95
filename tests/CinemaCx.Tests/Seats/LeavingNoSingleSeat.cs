using CinemaCx.Seats;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Seats;

public class LeavingNoSingleSeat
{
    [Theory]
    [InlineData("..........", "A2", "A1")] // between the wall and the guest
    [InlineData("....x.....", "A6 A7 A8 A9", "A10")]
    [InlineData(".... .....", "A1 A2 A3", "A4")] // an aisle ends a stretch
    [InlineData("..........", "A4 A6", "A5")] // a gap in the party itself
    [InlineData("....cc....", "A3", "A4")] // nobody takes half a couple seat beside it
    [InlineData("...w......", "A1 A2", "A3")]
    [InlineData("...b......", "A1 A2", "A3")]
    [InlineData("....x.....", "A2 A3", "A1 A4")]
    public void A_seat_left_alone_is_refused_and_named(string row, string chosen, string alone)
    {
        var problem = Assert.Single(DrawnHall.Of(row + "\n..........").Check(chosen.Split(' ')));

        Assert.Equal("seats-stranded", problem.Code);
        Assert.Equal(alone.Split(' '), problem.Seats);
    }

    [Theory]
    [InlineData("..........", "A1 A2")]
    [InlineData("..........", "A3 A4")] // two are left at the wall
    [InlineData(".x........", "A3 A4")] // the first seat was alone before
    [InlineData("x.x.......", "A2")] // who sits on the single seat helps
    [InlineData("...x......", "A1 A2 A3")]
    [InlineData("....cc....", "A5 A6")]
    public void A_choice_that_leaves_pairs_or_nothing_is_fine(string row, string chosen)
    {
        Assert.Empty(DrawnHall.Of(row + "\n..........").Check(chosen.Split(' ')));
    }

    [Fact]
    public void Two_of_three_seats_are_refused_while_two_can_sit_together_elsewhere()
    {
        var problem = Assert.Single(DrawnHall.Of("xx...xx\nxxxxx..").Check("A3", "A4"));

        Assert.Equal(["A5"], problem.Seats);
        Assert.Equal(["B6", "B7"], problem.Instead);
    }

    [Fact]
    public void Two_of_the_last_three_seats_are_allowed_for_there_is_no_other_way()
    {
        Assert.Empty(DrawnHall.Of("xx...xx\nxxxxxxx").Check("A3", "A4"));
    }

    [Fact]
    public void Two_separate_seats_are_no_other_way_for_two_who_want_to_sit_together()
    {
        Assert.Empty(DrawnHall.Of("xx...xx\n.xxxxx.").Check("A3", "A4"));
    }

    [Fact]
    public void Three_of_four_seats_are_refused_while_a_row_of_five_is_free()
    {
        Assert.Equal(["B1", "B2", "B3"], Assert.Single(DrawnHall.Of("....\n.....").Check("A1", "A2", "A3")).Instead);
    }

    [Fact]
    public void One_of_a_pair_is_allowed_when_pairs_are_all_that_is_left()
    {
        Assert.Empty(DrawnHall.Of("..xx..").Check("A5"));
        Assert.Single(DrawnHall.Of("..xx..x.").Check("A5"));
    }

    [Fact]
    public void A_dearer_zone_is_no_other_way_to_sit()
    {
        Assert.Empty(DrawnHall.Of("...\n..........:VIP").Check("A1", "A2"));
        Assert.Single(DrawnHall.Of("...\n..........").Check("A1", "A2"));
    }

    [Fact]
    public void Who_sits_beside_a_wheelchair_place_sits_where_it_is()
    {
        var accessible = new SeatChoiceTerms { Accessible = true };

        Assert.Empty(DrawnHall.Of("wp...\n.....").Check(accessible, "A1", "A2", "A3", "A4"));
        Assert.Single(DrawnHall.Of("wp...\n.....").Check(accessible, "A3", "A4"));
    }

    [Fact]
    public void The_better_choice_keeps_the_rest_of_the_party_where_it_is()
    {
        var problem = Assert.Single(DrawnHall.Rectangle(3, 10).Check("A5", "A6", "C9"));

        Assert.Equal(["C10"], problem.Seats);
        Assert.Equal(["A5", "A6", "C8"], problem.Instead);
    }

    [Fact]
    public void A_cinema_may_take_the_milder_rule_of_the_ticket_apps()
    {
        var hall = DrawnHall.Of("xx...xx\n.......");

        Assert.Single(hall.Check("A3", "A4"));
        Assert.Empty(hall.Check(new SeatChoiceTerms { Stranded = StrandedRule.Stretch }, "A3", "A4"));
        Assert.Single(hall.Check(new SeatChoiceTerms { Stranded = StrandedRule.Stretch }, "A4"));
        Assert.Empty(hall.Check(new SeatChoiceTerms { Stranded = StrandedRule.Off }, "A4"));
    }

    [Fact]
    public void The_rule_says_what_the_plain_law_says()
    {
        Gen.Select(DrawnHallGen.Small, Gen.Int[1, (1 << 13) - 1], Gen.Bool).Sample((hall, bits, accessible) =>
        {
            var chosen = hall.Plan.Seats.Where(s => (bits >> s.Index & 1) == 1).ToList();
            if (chosen.Count == 0)
                return true;
            var options = new SeatChoiceTerms { Most = 13, Accessible = accessible };
            var problems = hall.Check(options, [.. chosen.Select(s => s.Label)]);
            return problems.Count == 0 == new PlainLaw(hall, accessible).Allows(chosen);
        }, iter: 5_000);
    }

    [Fact]
    public void Whoever_is_refused_is_offered_as_many_seats_that_are_accepted()
    {
        Gen.Select(DrawnHallGen.Small, Gen.Int[1, (1 << 13) - 1], Gen.Enum<StrandedRule>()).Sample((hall, bits, rule) =>
        {
            var options = new SeatChoiceTerms { Most = 13, Stranded = rule };
            var chosen = hall.Plan.Seats.Where(s => (bits >> s.Index & 1) == 1).Select(s => s.Label).ToArray();
            if (hall.Check(options, chosen) is not [{ Code: "seats-stranded" } problem])
                return true;
            return problem.Instead!.Count == chosen.Length && hall.Check(options, [.. problem.Instead]).Count == 0;
        }, iter: 5_000);
    }

    [Fact]
    public void A_hall_can_be_sold_to_its_last_seat_whatever_the_parties()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[1, 6].Array[100]).Sample((rows, columns, parties) =>
        {
            var hall = DrawnHall.Rectangle(rows, columns);
            var left = rows * columns;
            foreach (var party in parties)
            {
                var size = Math.Min(party, left);
                if (size == 0)
                    return;
                var seats = BestSeats.Choose(hall.Plan, hall.Live, new(size))!;
                Assert.Empty(hall.Check([.. seats]));
                hall.Take([.. seats]);
                left -= size;
            }
        }, iter: 300);
    }
}
