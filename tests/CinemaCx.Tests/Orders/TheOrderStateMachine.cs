using CinemaCx.Tests.Support;
using CsCheck;
using Xunit;
using Xunit.Sdk;

namespace CinemaCx.Tests.Orders;

/// <summary>
/// Whatever two guests, the clock and the platform do in whatever order, the house stands where a plain model of the law stands, its books balance, and
/// a minute later there is neither money without a ticket or a refund under way nor a ticket without money.
/// </summary>
public sealed class TheOrderStateMachine
{
    private const int OnSqlite = 240;
    private const int OnPostgres = 100;

    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Int[0, 3_359], Gen.Int[0, 1], Gen.Int[0, 2], (die, who, choice) => new Step(die, who, choice)).Array[4, 15];

    public static TheoryData<string, string> Guards { get; } = new()
    {
        // An expired hold is given away although its payment was not closed.
        { "AND seat_claims.payment_id IS NULL", "" },
        // Late money takes seats that are somebody else's.
        { "SET kind = 'sold', order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = NULL\nWHERE", "SET kind = 'sold', order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = NULL, payment_id = NULL\nWHERE 1 = 1 OR" },
        // A coupon stays used although every seat came back.
        { "AND used_by_order = ", "AND 'x' = " },
        // Money goes back and is not counted as promised.
        { "UPDATE payments SET refunded_fen = paid_fen WHERE", "UPDATE payments SET refunded_fen = 0 WHERE" },
    };

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Follows_the_model(string backing)
    {
        await using var cinema = await OpenAsync(backing);
        var pattern = await cinema.ShowingAsync();
        var seen = new Seen();
        await Steps.SampleAsync(
            steps => OrderWalk.RunAsync(cinema, pattern, steps, seen), iter: backing == Backings.Embedded ? OnSqlite : OnPostgres, threads: 1);
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", backing, seen);
        Assert.All([seen.Ticketed, seen.Revived, seen.SentBack, seen.Expired, seen.GivenUp, seen.Refunded, seen.CouponsUsed], times => Assert.True(times > 0, seen.ToString()));
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
        var found = await Assert.ThrowsAsync<CsCheckException>(() => Steps.SampleAsync(
            steps => OrderWalk.RunAsync(cinema, pattern, steps, new Seen()), iter: OnSqlite, threads: 1));
        Assert.IsType<IAssertionException>(found.InnerException, exactMatch: false);
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
