using CinemaCx.Tests.Support;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>
/// Whatever two guests, the clock and the platform do in whatever order, the house stands where a plain model of the law stands, its books balance, and
/// a minute later there is neither money without a ticket or a refund under way nor a ticket without money.
/// </summary>
public sealed class TheOrderStateMachine
{
    private const int OnSqlite = 240;
    private const int OnPostgres = 80;

    // Acts that lead somewhere come more often, so that most sequences get as far as money.
    private static readonly Act[] Acts =
    [
        Act.Hold, Act.Hold, Act.Hold, Act.Hold, Act.OpenPayment, Act.OpenPayment, Act.OpenPayment, Act.OpenPayment,
        Act.Pay, Act.PaySilently, Act.PaySilently, Act.PayAnyway, Act.PayAnyway, Act.TellAgain, Act.Cancel,
        Act.OneMinute, Act.FiveMinutes, Act.SixteenMinutes, Act.SixteenMinutes, Act.RefundOne, Act.RefundAll, Act.RunTimers, Act.RunTimers,
    ];

    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Int[0, Acts.Length - 1], Gen.Int[0, 1], Gen.Int[0, 2], (act, who, choice) => new Step(Acts[act], who, choice)).Array[1, 15];

    public static TheoryData<string, string> Guards { get; } = new()
    {
        // An expired hold is given away although its payment was not closed.
        { "AND seat_claims.payment_id IS NULL", "" },
        // Late money takes seats that are somebody else's.
        { "SET kind = 'sold', order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = NULL\nWHERE", "SET kind = 'sold', order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = NULL, payment_id = NULL\nWHERE 1 = 1 OR" },
        // What was paid for is not marked as sold.
        { "UPDATE payments SET refunded_fen = paid_fen WHERE", "UPDATE payments SET refunded_fen = 0 WHERE" },
    };

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Follows_the_model(string backing)
    {
        await using var cinema = await OpenAsync(backing);
        var pattern = await cinema.ShowingAsync();
        await Steps.SampleAsync(
            steps => OrderWalk.RunAsync(cinema, pattern, steps),
            iter: backing == Backings.Embedded ? OnSqlite : OnPostgres,
            threads: 1,
            print: steps => string.Join(", ", steps.Select(s => $"{s.Act}({s.Who},{s.Choice})")));
    }

    [Theory, MemberData(nameof(Guards))]
    public async Task Would_be_caught_without_a_guard(string guard, string instead)
    {
        await using var cinema = await OpenAsync(Backings.Embedded);
        cinema.ExpectErrors();
        var pattern = await cinema.ShowingAsync();
        var hit = false;
        cinema.GuestDatabase().RewriteSql = sql =>
        {
            hit |= sql.Contains(guard, StringComparison.Ordinal);
            return sql.Replace(guard, instead, StringComparison.Ordinal);
        };
        await Assert.ThrowsAnyAsync<Exception>(() => Steps.SampleAsync(
            steps => OrderWalk.RunAsync(cinema, pattern, steps), iter: OnSqlite, threads: 1));
        Assert.True(hit, "the guard is not in the SQL any more");
    }

    private static async Task<Cinema> OpenAsync(string backing)
    {
        var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        await cinema.RefundsTakeAsync(0);
        return cinema;
    }
}
