using CinemaCx.Cinemas;
using CinemaCx.Seats;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Seats;

public class BestSeatsForAParty
{
    [Fact]
    public void Two_get_the_middle_two_thirds_of_the_way_back()
    {
        Assert.Equal("G5 G6", DrawnHall.Rectangle(10, 10).Best(2));
    }

    [Fact]
    public void The_next_two_sit_near_and_strand_nobody()
    {
        var hall = DrawnHall.Rectangle(10, 10);
        hall.Take("G5", "G6");

        Assert.Equal("G3 G4", hall.Best(2));
        hall.Take("G3", "G4", "H5", "H6", "F5", "F6", "F1", "F2");
        Assert.Empty(hall.Check(hall.Best(3).Split(' ')));
    }

    [Fact]
    public void Nobody_is_seated_across_an_aisle_while_a_row_has_room()
    {
        Assert.Equal("B1 B2 B3 B4", DrawnHall.Of("xxx xxx\n.... xx\n... ...").Best(4));
    }

    [Fact]
    public void Eight_in_rows_of_four_sit_one_row_behind_the_other()
    {
        Assert.Equal("B1 B2 B3 B4 C1 C2 C3 C4", DrawnHall.Of("....\n....\n....").Best(8));
    }

    [Fact]
    public void A_party_in_rows_follows_the_room_there_is()
    {
        Assert.Equal("C4 C5 C6 D4 D5 D6", DrawnHall.Of("x.....\nxxxxxx\nxxx...\nxxx...\nx.x.x.\nx.....").Best(6));
    }

    [Fact]
    public void A_large_group_fills_whole_rows()
    {
        var seats = DrawnHall.Rectangle(12, 20).Best(50).Split(' ');

        Assert.Equal(50, seats.Length);
        Assert.Equal(3, seats.Select(s => s[0]).Distinct().Count());
    }

    [Fact]
    public void Where_no_rows_hang_together_the_largest_groups_are_made()
    {
        Assert.Equal("A1 A2 A3 C1 C2", DrawnHall.Of("...xxx\nxxxxxx\n..xx.x").Best(5));
    }

    [Fact]
    public void Who_need_not_sit_together_each_get_a_good_seat()
    {
        var hall = DrawnHall.Of("......\nxx.xxx\nxxx.xx\n......");

        Assert.Equal("C4 D3", hall.Best(2, together: false));
        Assert.Equal("D3 D4", hall.Best(2));
    }

    [Fact]
    public void The_last_three_seats_serve_a_party_of_two()
    {
        Assert.Equal("A3 A4", DrawnHall.Of("xx...xx").Best(2));
        Assert.Equal("B1 B2", DrawnHall.Of("xx...xx\n..xxxxx").Best(2));
    }

    [Fact]
    public void Where_only_pairs_are_left_a_party_of_three_spoils_no_more_than_one()
    {
        var hall = DrawnHall.Of("..xxx..\n..xxx..");

        var seats = hall.Best(3).Split(' ');

        Assert.Empty(hall.Check(seats));
        Assert.Equal(2, seats.Count(s => s[0] == 'B'));
        Assert.Single(hall.Check("A2", "B2", "B6"));
    }

    [Fact]
    public void The_last_of_a_party_is_moved_until_nobody_is_left_alone()
    {
        var hall = DrawnHall.Of("xx ....\nxx..x..");

        Assert.Empty(hall.Check(hall.Best(5, together: false).Split(' ')));
    }

    [Fact]
    public void Couple_seats_are_given_whole_and_only_when_ordinary_ones_do_not_do()
    {
        Assert.Equal("A1 A2", DrawnHall.Of("..\ncc").Best(2));
        Assert.Equal("B1 B2", DrawnHall.Of("x.\ncc").Best(2));
        Assert.Equal("A2 B1 B2", DrawnHall.Of("x.\ncc").Best(3));
        Assert.Equal("none", DrawnHall.Of("xx\ncc").Best(1));
    }

    [Fact]
    public void Wheelchair_places_are_kept_for_those_who_ask_with_companions_beside_them()
    {
        var hall = DrawnHall.Of("......\n..wp..\n......");

        Assert.DoesNotContain("B3", hall.Best(3).Split(' '));
        Assert.Equal("B3", hall.Best(1, accessible: true));
        Assert.Equal("B3 B4", hall.Best(2, accessible: true));
        Assert.Equal("B2 B3 B4", DrawnHall.Of("......\n..wp\n......").Best(3, accessible: true));
        Assert.Equal("none", DrawnHall.Of("......").Best(1, accessible: true));
    }

    [Fact]
    public void A_zone_asked_for_is_kept_to()
    {
        var hall = DrawnHall.Of("....:A\n....:VIP\n....:A");

        Assert.Equal("B1 B2", hall.Best(2, zone: "VIP"));
        Assert.Equal("none", hall.Best(5, zone: "VIP"));
        Assert.Throws<ArgumentException>(() => hall.Best(2, zone: "Z"));
    }

    [Fact]
    public void Blocked_and_taken_seats_are_never_given()
    {
        Assert.Equal("none", DrawnHall.Of("xbxbx").Best(1));
        Assert.Equal("A5", DrawnHall.Of("xbxb.").Best(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(201)]
    public void An_impossible_number_is_a_mistake_of_the_caller(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DrawnHall.Rectangle(2, 2).Best(count));
    }

    [Fact]
    public void It_gives_seats_exactly_when_some_choice_is_legal_and_they_are_legal()
    {
        var request = Gen.Select(Gen.Int[1, 9], Gen.Bool, Gen.Bool, Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)"A"), Gen.Const((string?)"B")),
            (count, together, accessible, zone) => new BestSeatsRequest(count, together, accessible, zone));
        Gen.Select(DrawnHallGen.Small, request).Where((hall, r) => r.Zone is null || hall.Plan.Zones.Contains(r.Zone)).Sample((hall, r) =>
        {
            var law = new PlainLaw(hall, r.Accessible);
            var legal = law.LegalChoices(r.Count, seat => r.Zone is null || seat.Zone == r.Zone)
                .Any(seats => !r.Accessible || seats.Exists(s => s.Kind == SeatKind.Wheelchair));
            var given = BestSeats.Choose(hall.Plan, hall.Live, r)?.Select(name => hall.Plan.Find(name)!).ToList();

            Assert.Equal(legal, given is not null);
            if (given is null)
                return;
            Assert.Equal(r.Count, given.Distinct().Count());
            Assert.True(law.Allows(given));
            Assert.All(given, seat => Assert.True(r.Zone is null || seat.Zone == r.Zone));
            Assert.True(!r.Accessible || given.Exists(s => s.Kind == SeatKind.Wheelchair));
            Assert.Empty(hall.Check(new SeatChoiceTerms { Most = 9, Accessible = r.Accessible }, [.. given.Select(s => s.Label)]));
        }, iter: 3_000);
    }

    [Fact]
    public void Together_means_side_by_side_whenever_that_is_legal()
    {
        Gen.Select(DrawnHallGen.Small, Gen.Int[1, 6]).Sample((hall, count) =>
        {
            var ordinary = new PlainLaw(hall, accessible: false).LegalChoices(count, s => s.Kind == SeatKind.Standard);
            if (ordinary.Any(seats => AreSideBySide(seats)))
                Assert.True(AreSideBySide(BestSeats.Choose(hall.Plan, hall.Live, new(count))!.Select(name => hall.Plan.Find(name)!)));
        }, iter: 2_000);
    }

    private static bool AreSideBySide(IEnumerable<Seat> seats) =>
        seats.Zip(seats.Skip(1)).All(pair => pair.First.Y == pair.Second.Y && pair.First.X + 1 == pair.Second.X);
}
