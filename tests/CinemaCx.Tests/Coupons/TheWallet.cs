using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using CsCheck;
using Xunit;
using Xunit.Sdk;

namespace CinemaCx.Tests.Coupons;

/// <summary>
/// Whatever two guests take, use, give back and let run out in whatever order, each coupon stands where a plain model of the law has it, prices are what
/// the model computes, nothing appears or disappears, and the books balance.
/// </summary>
public sealed class TheWallet
{
    private const int OnSqlite = 60;
    private const int OnPostgres = 30;
    private const int MostRounds = 4;

    private static readonly string[] Everything =
        ["taken", "refused to take", "granted", "held with two", "held with one", "paid", "cancelled", "ran out", "refunded", "revoked", "too late"];

    private static readonly Gen<WalletStep[]> Steps =
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 1], Gen.Int[0, 99], (die, who, choice) => new WalletStep(die, who, choice)).Array[6, 24];

    public static TheoryData<string, string> Guards { get; } = new()
    {
        // A guest takes as many as she likes.
        { "WHERE coupon_holders.coupons <", "WHERE 0 <" },
        // Nobody counts what is issued.
        { "SET remaining = remaining - 1", "SET remaining = remaining" },
        // An order that is given up keeps its coupons.
        { "AND locked_by_order = @", "AND 'x' = @" },
        // A coupon stays used although every seat came back.
        { "AND used_by_order = @", "AND 'x' = @" },
    };

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Follows_the_model(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var pattern = await cinema.ShowingAsync();
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // What is rare may not come up in so few walks: then there are as many again.
        for (var round = 0; round < MostRounds && !Everything.All(seen.ContainsKey); round++)
            await Steps.SampleAsync(steps => WalletWalk.RunAsync(cinema, pattern, steps, seen), iter: backing == Backings.Embedded ? OnSqlite : OnPostgres, threads: 1);
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", backing, string.Join(", ", seen.Select(s => $"{s.Key} {s.Value}")));
        Assert.All(Everything, what => Assert.True(seen.ContainsKey(what), $"it never came to: {what}"));
    }

    [Theory, MemberData(nameof(Guards))]
    public async Task Would_be_caught_without_a_guard(string guard, string instead)
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        cinema.ExpectErrors();
        await cinema.StopClockworkAsync();
        var pattern = await cinema.ShowingAsync();
        var hit = false;
        Races.Guards.TakeOut(cinema, sql =>
        {
            hit |= sql.Contains(guard, StringComparison.Ordinal);
            return sql.Replace(guard, instead, StringComparison.Ordinal);
        });
        var found = await Assert.ThrowsAsync<CsCheckException>(() => Steps.SampleAsync(
            steps => WalletWalk.RunAsync(cinema, pattern, steps, new SortedDictionary<string, int>(StringComparer.Ordinal)), iter: 240, threads: 1));
        Assert.IsType<IAssertionException>(found.InnerException, exactMatch: false);
        Assert.True(hit, "the guard is not in the SQL any more");
    }
}
