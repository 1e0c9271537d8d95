using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Seats;

/// <summary>One way in which a choice of seats cannot be.</summary>
/// <param name="Status">400, 409 or 422 as in <see cref="Refusal"/>.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Seats">The seats it is about; for a stranded seat, the one that would be left alone.</param>
/// <param name="Sentence">What the guest reads.</param>
public sealed record SeatChoiceProblem(int Status, string Code, IReadOnlyList<string> Seats, string Sentence)
{
    /// <summary>A whole choice of the same number of seats that would be accepted; null where none can be offered.</summary>
    public IReadOnlyList<string>? Instead { get; init; }

    /// <summary>With parameters <c>seats</c> and, when there is one, <c>instead</c>.</summary>
    public Refusal ToRefusal()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["seats"] = Seats };
        if (Instead is not null)
            parameters["instead"] = Instead;
        return new(Status, Code, Sentence, parameters);
    }

    internal static SeatChoiceProblem None() =>
        new(422, "seats-none", [], "请先选择座位");

    internal static SeatChoiceProblem TooMany(int most) =>
        new(422, "seats-too-many", [], $"每笔订单最多选 {most} 个座位");

    internal static SeatChoiceProblem Unknown(IReadOnlyList<string> names) =>
        new(422, "seats-unknown", names, $"本厅没有这个座位：{string.Join("、", names)}，请重新选择");

    internal static SeatChoiceProblem Twice(IReadOnlyList<Seat> seats) =>
        About(422, "seats-twice", seats, $"{Say(seats)}重复选择了，请核对");

    internal static SeatChoiceProblem Blocked(IReadOnlyList<Seat> seats) =>
        About(422, "seats-blocked", seats, $"{Say(seats)}暂不出售，请选择其他座位");

    internal static SeatChoiceProblem Taken(IReadOnlyList<Seat> seats) =>
        About(409, "seats-taken", seats, $"{Say(seats)}刚刚被选走了，请重新选择");

    internal static SeatChoiceProblem HalfCouple(IReadOnlyList<Seat> seats, IReadOnlyList<Seat> missing) =>
        About(422, "couple-seats-in-pairs", seats, $"情侣座成对出售，请将{Say(missing)}一并选上");

    internal static SeatChoiceProblem BrokenCouple(IReadOnlyList<Seat> seats) =>
        About(422, "couple-seats-unpaired", seats, $"情侣座成对出售，{Say(seats)}的另一半已不可选，请选择其他座位");

    internal static SeatChoiceProblem Accessible(IReadOnlyList<Seat> seats) =>
        About(422, "seats-accessible-only", seats, $"{Say(seats)}是为轮椅观众和陪同人员保留的，如您需要，请先确认无障碍需求");

    internal static SeatChoiceProblem Stranded(IReadOnlyList<Seat> alone, IReadOnlyList<Seat> instead) =>
        About(422, "seats-stranded", alone, $"这样选会让{Say(alone)}成为单独空座，建议改选{Say(instead)}") with { Instead = Names(instead) };

    private static SeatChoiceProblem About(int status, string code, IReadOnlyList<Seat> seats, string sentence) =>
        new(status, code, Names(seats), sentence);

    private static string[] Names(IReadOnlyList<Seat> seats) => [.. seats.Select(s => s.Label)];

    private static string Say(IReadOnlyList<Seat> seats) => string.Join("、", seats.Select(s => s.Spoken));
}
