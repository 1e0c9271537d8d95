using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using Xunit;

namespace CinemaCx.Tests.Seats;

public class ChoosingSeats
{
    [Fact]
    public void Two_seats_in_the_middle_of_an_empty_row_are_fine()
    {
        Assert.Empty(DrawnHall.Rectangle(3, 10).Check("B5", "B6"));
    }

    [Fact]
    public void A_party_may_split_over_rows_if_it_likes()
    {
        Assert.Empty(DrawnHall.Rectangle(3, 10).Check("A1", "A2", "C6", "B8"));
    }

    [Fact]
    public void Nothing_chosen_and_seven_chosen_are_both_refused()
    {
        var hall = DrawnHall.Rectangle(2, 10);

        Assert.Equal("seats-none", Assert.Single(hall.Check()).Code);
        var problem = Assert.Single(hall.Check("A1", "A2", "A3", "A4", "A5", "A6", "A7"));
        Assert.Equal("seats-too-many", problem.Code);
        Assert.Equal("每笔订单最多选 6 个座位", problem.Sentence);
    }

    [Fact]
    public void Everything_wrong_is_named_at_once_with_the_seats()
    {
        var problems = DrawnHall.Of("..x.b.cc.w").Check("A3", "Z9", "A5", "A1", "A1", "A7", "A10");

        Assert.Equal(
            [
                ("seats-too-many", ""), ("seats-unknown", "Z9"), ("seats-twice", "A1"), ("seats-blocked", "A5"), ("seats-taken", "A3"),
                ("couple-seats-in-pairs", "A7"), ("seats-accessible-only", "A10"),
            ],
            problems.Select(p => (p.Code, string.Join(' ', p.Seats))));
        Assert.Equal([422, 422, 422, 422, 409, 422, 422], problems.Select(p => p.Status));
    }

    [Fact]
    public void Half_a_couple_seat_is_refused_naming_the_half_that_is_missing()
    {
        var problem = Assert.Single(DrawnHall.Of("....cccc").Check("A6"));

        Assert.Equal("couple-seats-in-pairs", problem.Code);
        Assert.Equal("情侣座成对出售，请将A排5座一并选上", problem.Sentence);
    }

    [Fact]
    public void A_couple_seat_goes_as_a_pair_and_two_halves_of_different_pairs_do_not()
    {
        var hall = DrawnHall.Of("....cccc");

        Assert.Empty(hall.Check("A5", "A6"));
        Assert.Equal(["A6", "A7"], Assert.Single(hall.Check("A6", "A7")).Seats);
    }

    [Fact]
    public void Half_a_couple_seat_whose_other_half_is_gone_cannot_be_had()
    {
        Assert.Equal("couple-seats-unpaired", Assert.Single(DrawnHall.Of("....cC").Check("A5")).Code);
    }

    [Fact]
    public void A_wheelchair_place_goes_to_whoever_confirms_the_need()
    {
        var hall = DrawnHall.Of("wp....");

        Assert.Equal(["A1", "A2"], Assert.Single(hall.Check("A1", "A2")).Seats);
        Assert.Empty(hall.Check(new SeatChoiceTerms { Accessible = true }, "A1", "A2"));
    }

    [Fact]
    public void A_refused_choice_becomes_a_refusal_with_seats_and_a_better_choice()
    {
        var hall = DrawnHall.Rectangle(1, 10);

        var refusal = Assert.Throws<Refusal>(() => SeatChoice.Require(hall.Plan, hall.Live, ["A2", "A3"], SeatChoiceTerms.Guest));

        Assert.Equal((422, "seats-stranded"), (refusal.Status, refusal.Code));
        Assert.Equal("这样选会让A排1座成为单独空座，建议改选A排3座、A排4座", refusal.Sentence);
        Assert.Equal(["A1"], Assert.IsType<string[]>(refusal.Parameters["seats"]));
        Assert.Equal(["A3", "A4"], Assert.IsType<string[]>(refusal.Parameters["instead"]));
    }

    [Fact]
    public void States_of_another_hall_are_a_mistake_of_ours()
    {
        var hall = DrawnHall.Rectangle(2, 5);

        Assert.Throws<ArgumentException>(() => SeatChoice.Check(hall.Plan, hall.Live.AsSpan(1), ["A1"], SeatChoiceTerms.Guest));
    }
}
