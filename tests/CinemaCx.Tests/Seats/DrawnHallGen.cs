using CsCheck;

namespace CinemaCx.Tests.Seats;

/// <summary>Random small halls in random states, with everything a hall may have.</summary>
internal static class DrawnHallGen
{
    private static readonly Gen<string> Piece = Gen.Frequency(
        (9, Gen.Const(".")), (5, Gen.Const("x")), (2, Gen.Const(" ")), (1, Gen.Const("cc")), (1, Gen.OneOf(Gen.Const("CC"), Gen.Const("Cc"), Gen.Const("cC"))),
        (1, Gen.Const("w")), (1, Gen.Const("p")), (1, Gen.Const("b")));

    private static readonly Gen<string> Row =
        Gen.Select(Piece.Array[1, 7], Gen.OneOf(Gen.Const(""), Gen.Const(""), Gen.Const(":B")), (pieces, zone) => string.Concat(pieces).TrimEnd() + zone);

    public static Gen<DrawnHall> Small { get; } =
        Row.Array[1, 3].Select(rows => string.Join('\n', rows)).Where(HasSeats).Select(DrawnHall.Of);

    private static bool HasSeats(string drawing) =>
        drawing.Split('\n').Sum(row => row.Split(':')[0].Count(mark => mark != ' ')) is > 0 and <= 13;
}
