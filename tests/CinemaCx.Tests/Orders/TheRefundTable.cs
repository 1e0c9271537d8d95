using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>What a ticket given back costs, by the clock.</summary>
public sealed class TheRefundTable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 19, 30, 0, TimeSpan.FromHours(8));

    public static TheoryData<int, int, int?> Boundaries { get; } = new()
    {
        { 7 * 24 * 60, 0, 0 }, { 24 * 60, 0, 0 },
        { 24 * 60, 1, 10 }, { 2 * 60, 0, 10 },
        { 2 * 60, 1, 20 }, { 60, 0, 20 },
        { 60, 1, 30 }, { 30, 0, 30 },
        { 30, 1, null }, { 0, 0, null }, { -60, 0, null },
    };

    [Theory, MemberData(nameof(Boundaries))]
    public void The_step_holds_to_the_millisecond(int minutesBefore, int millisecondsLater, int? percent) =>
        Assert.Equal(percent, RefundRule.Default.FeePercentAt(Start.AddMinutes(-minutesBefore).AddMilliseconds(millisecondsLater), Start));

    [Fact]
    public void Waiting_never_makes_it_cheaper() => Gen.Select(Gen.Long[0, 40 * 3600_000L], Gen.Long[0, 40 * 3600_000L]).Sample((a, b) =>
    {
        var (early, late) = (Start.AddMilliseconds(-Math.Max(a, b)), Start.AddMilliseconds(-Math.Min(a, b)));
        Assert.True((RefundRule.Default.FeePercentAt(early, Start) ?? 100) <= (RefundRule.Default.FeePercentAt(late, Start) ?? 100));
    });

    [Fact]
    public void Fee_and_money_back_are_always_the_price() => Gen.Select(Gen.Long[0, 1_000_000], Gen.Int[0, 100]).Sample((price, percent) =>
    {
        var (fee, back) = RefundRule.Split(new Fen(price), percent);
        Assert.Equal(price, (fee + back).Value);
        Assert.True(fee >= Fen.Zero && back >= Fen.Zero);
        Assert.True(Math.Abs((fee.Value * 100) - (price * percent)) <= 50);
    });

    [Fact]
    public void It_is_told_in_words_before_paying()
    {
        Assert.Equal(
            ["开场前24小时以上:免费退票", "开场前2小时以上:收取票价的10%", "开场前1小时以上:收取票价的20%", "开场前30分钟以上:收取票价的30%", "开场前30分钟以内:不可退票"],
            RefundRule.Default.InWords());
        Assert.Single(new RefundRule([]).InWords());
        Assert.Null(new RefundRule([]).FeePercentAt(Start.AddDays(-30), Start));
    }
}
