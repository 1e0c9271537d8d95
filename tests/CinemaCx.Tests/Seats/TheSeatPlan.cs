using System.Text;
using System.Text.Json;
using CinemaCx.Cinemas;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Seats;

public class TheSeatPlan
{
    private static SeatDefinition At(string row, string number, int x, int y) => new() { Row = row, Number = number, X = x, Y = y };

    [Theory]
    [InlineData("F", "7", "F7", "F排7座")]
    [InlineData("6", "7", "6-7", "6排7座")]
    [InlineData("VIP2", "01", "VIP2-01", "VIP2排01座")]
    public void A_seat_is_named_as_it_is_printed(string row, string number, string label, string spoken)
    {
        var seat = SeatPlan.Build([At(row, number, 0, 0)]).Required.Seats[0];

        Assert.Equal((label, spoken), (seat.Label, seat.Spoken));
    }

    [Fact]
    public void Seats_stand_from_the_screen_back_and_from_left_to_right()
    {
        var plan = SeatPlan.Build([At("B", "2", 4, 1), At("A", "1", 3, 0), At("B", "1", 2, 1)]).Required;

        Assert.Equal(["A1", "B1", "B2"], plan.Seats.Select(s => s.Label));
        Assert.Equal((2, -1, 5, 2), (plan.IndexOf("B2"), plan.IndexOf("b2"), plan.Width, plan.Height));
    }

    [Fact]
    public void Its_body_is_compact_and_leaves_out_what_is_usual()
    {
        var plan = DrawnHall.Of(". ccb:VIP").Plan;

        var body = Encoding.UTF8.GetString(plan.ToJson().Span);

        Assert.Equal(
            $$"""
            {"id":"{{plan.Id}}","rows":[{"label":"A","y":0,"seats":[{"n":"A1","no":"1","x":0,"zone":"VIP"},
            {"n":"A2","no":"2","x":2,"zone":"VIP","kind":"couple","pair":"A3"},{"n":"A3","no":"3","x":3,"zone":"VIP","kind":"couple","pair":"A2"},
            {"n":"A4","no":"4","x":4,"zone":"VIP","block":"house"}]}],"zones":["VIP"],"width":5,"height":1}
            """.ReplaceLineEndings(""),
            body);
        Assert.Matches("^plan_[0-9a-hjkmnp-tv-z]{16}$", plan.Id);
    }

    [Fact]
    public void Every_problem_is_reported_with_its_seats_and_lines()
    {
        var result = SeatPlan.Build(
        [
            At("A", "1", 0, 0),
            At("A", "1", 1, 0),
            At("A", "3", 1, 0),
            At("A", "4", 3, 0) with { Kind = SeatKind.Couple },
            At("A", "6", 5, 0) with { Kind = SeatKind.Couple },
            At("A", "x", -1, 0),
        ]);

        Assert.Null(result.Plan);
        Assert.Equal(
            [
                ("number-unclear", "Ax", "5"), ("position-out-of-range", "Ax", "5"), ("seat-twice", "A1", "0 1"),
                ("position-twice", "A1 A3", "1 2"), ("couple-alone", "A4", "3"), ("couple-alone", "A6", "4"),
            ],
            result.Problems.Select(p => (p.Code, string.Join(' ', p.Seats), string.Join(' ', p.Lines))));
        Assert.Contains("A排1座 出现了 2 次。", result.Problems.Select(p => p.Sentence));
    }

    [Fact]
    public void A_hall_without_seats_is_no_plan()
    {
        Assert.Equal("plan-empty", Assert.Single(SeatPlan.Build([]).Problems).Code);
    }

    [Fact]
    public void Couple_seats_are_paired_from_the_left_or_as_they_say()
    {
        Assert.Equal(["A2", "A1", "A4", "A3"], DrawnHall.Of("cccc").Plan.Seats.Select(s => s.PairLabel));

        var couple = At("A", "1", 0, 0) with { Kind = SeatKind.Couple };
        SeatDefinition[] three =
        [
            couple, couple with { Number = "2", X = 1, PairLabel = "A3" }, couple with { Number = "3", X = 2 },
        ];
        Assert.Equal(["A1"], Assert.Single(SeatPlan.Build(three).Problems).Seats);
        Assert.Equal("couple-disputed", SeatPlan.Build([couple with { PairLabel = "A2" }, .. three[1..]]).Problems[0].Code);
    }

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        DrawnHallGen.Small.Sample(hall =>
        {
            var read = SeatPlan.Parse(hall.Plan.ToJson());

            Assert.Equal(hall.Plan.Seats, read.Seats);
            Assert.Equal(hall.Plan.Id, read.Id);
            Assert.True(hall.Plan.ToJson().Span.SequenceEqual(read.ToJson().Span));
        });
    }

    [Fact]
    public void Its_id_is_its_content_whatever_the_order_it_came_in()
    {
        DrawnHallGen.Small.Sample(hall => SeatPlan.Build(hall.Plan.Seats.Reverse().Select(Define)).Required.Id == hall.Plan.Id);
    }

    [Fact]
    public void Any_change_gives_another_id()
    {
        var changes = new Func<SeatDefinition, SeatDefinition>[]
        {
            s => s with { Row = s.Row + "Z" },
            s => s with { Number = "99" },
            s => s with { X = 400 },
            s => s with { Y = 400 },
            s => s with { Zone = "Z" },
            s => s with { Block = s.Block == SeatBlock.Broken ? SeatBlock.None : SeatBlock.Broken },
            s => s with { Kind = s.Kind == SeatKind.Wheelchair ? SeatKind.Companion : SeatKind.Wheelchair, PairLabel = null },
        };
        Gen.Select(DrawnHallGen.Small, Gen.Int[0, 12], Gen.Int[0, changes.Length - 1]).Sample((hall, which, change) =>
        {
            var seats = hall.Plan.Seats.Select(Define).ToArray();
            which %= seats.Length;
            seats[which] = changes[change](seats[which]);
            var changed = SeatPlan.Build(seats).Plan;
            return changed is null || changed.Id != hall.Plan.Id;
        }, iter: 2_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"rows\":[]}")]
    [InlineData("{\"id\":\"plan_0\",\"rows\":[{\"label\":\"A\",\"y\":0,\"seats\":[{\"n\":\"A1\",\"no\":\"1\",\"x\":0,\"zone\":\"A\"}]}]}")]
    [InlineData("{\"id\":\"plan_0\",\"rows\":[{\"label\":\"A\",\"y\":0,\"seats\":[{\"n\":\"A1\",\"no\":1,\"x\":0,\"zone\":\"A\"}]}]}")]
    public void What_is_no_plan_or_not_the_plan_it_says_is_not_read(string json)
    {
        Assert.Throws<FormatException>(() => SeatPlan.Parse(json));
    }

    [Fact]
    public void Its_body_is_json()
    {
        using var document = JsonDocument.Parse(DrawnHall.Rectangle(15, 20).Plan.ToJson());

        Assert.Equal(15, document.RootElement.GetProperty("rows").GetArrayLength());
        Assert.Equal(20, document.RootElement.GetProperty("rows")[14].GetProperty("seats").GetArrayLength());
    }

    private static SeatDefinition Define(Seat s) => new()
    {
        Row = s.Row,
        Number = s.Number,
        X = s.X,
        Y = s.Y,
        Zone = s.Zone,
        Kind = s.Kind,
        Block = s.Block,
        PairLabel = s.PairLabel,
    };
}
