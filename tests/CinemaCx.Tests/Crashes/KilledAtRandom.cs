using System.Globalization;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>
/// The house is killed in the middle of a storm of guests, again and again. <c>CINEMACX_KILLS</c> says how often; the default is as often as every build can
/// afford.
/// </summary>
public sealed class KilledAtRandom(ITestOutputHelper output)
{
    private const int Guests = 12;
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(75);

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("CINEMACX_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 5;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Every_seat_every_order_and_every_fen_adds_up(string backing)
    {
        await using var world = await OutsideWorld.OpenAsync(backing);
        await using var house = new HouseInAProcess(world.Folder, world.GuestUrl, world.Settings);
        await house.StartAndWaitAsync();
        await using var reckoning = new Reckoning(world);
        var promises = new Promises();
        var began = TimeProvider.System.GetTimestamp();
        await StormAsync(world, house, reckoning, promises);
        var stormed = TimeProvider.System.GetElapsedTime(began);
        await reckoning.SettleAsync(SettlesWithin);

        await reckoning.BooksShouldBalanceAsync("at the end");
        var payments = await reckoning.MoneyShouldAgreeAsync();
        await reckoning.SeatsShouldAgreeAsync();
        await reckoning.PromisesShouldBeKeptAsync(promises);
        var (exitCode, said) = await house.VerbAsync("audit");
        Assert.True(exitCode == 0, said);
        var happened = $"{Kills} kills, {promises.Placed.Count} orders, {payments} payments, {promises.Refunds.Count} refunds, {promises.Cancelled.Count} cancelled";
        output.WriteLine($"{backing}: {happened}; {stormed.TotalSeconds:0} s of storm, then settled in {TimeProvider.System.GetElapsedTime(began).TotalSeconds - stormed.TotalSeconds:0} s");
        // Little would be proved if little had happened.
        Assert.True(payments >= Kills && !promises.Refunds.IsEmpty && promises.Cancelled.Count >= Kills, happened);
    }

    private static async Task StormAsync(OutsideWorld world, HouseInAProcess house, Reckoning reckoning, Promises promises)
    {
        var showtimes = await reckoning.ShowtimesAsync(3);
        var guests = Enumerable.Range(0, Guests).Select(i => new StormyGuest(world, showtimes, promises, i)).ToList();
        using var calm = new CancellationTokenSource();
        var storm = guests.Select(g => g.RunAsync(calm.Token)).ToList();
        try
        {
            await KillAgainAndAgainAsync(house, reckoning, promises, storm);
            await AmidTheWorkAsync(promises, new Random(1), storm);
            await calm.CancelAsync();
            await Task.WhenAll(storm);
            await Task.WhenAll(guests.Select(g => g.GoHomeAsync()));
        }
        finally
        {
            await calm.CancelAsync();
            await Task.WhenAll(storm).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var guest in guests) guest.Dispose();
        }
    }

    private static async Task KillAgainAndAgainAsync(HouseInAProcess house, Reckoning reckoning, Promises promises, List<Task> storm)
    {
        var random = new Random(Kills);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await AmidTheWorkAsync(promises, random, storm);
            await house.KillAsync();
            await reckoning.BooksShouldBalanceAsync($"after kill {kill}");
            if (random.Next(5) == 0)
            {
                // It dies once more while it is still getting up.
                house.Start();
                await Task.Delay(random.Next(2000));
                await house.KillAsync();
                await reckoning.BooksShouldBalanceAsync($"after kill {kill}, while getting up");
            }

            await house.StartAndWaitAsync();
        }
    }

    /// <summary>Some steps later, and then somewhere within a step.</summary>
    private static async Task AmidTheWorkAsync(Promises promises, Random random, List<Task> storm)
    {
        var until = promises.Steps + random.Next(40, 160);
        await Cinema.EventuallyAsync(
            async () =>
            {
                if (storm.Find(guest => guest.IsFaulted) is { } fallen) await fallen;
                return promises.Steps >= until;
            },
            "the guests go on",
            seconds: 120);
        await Task.Delay(random.Next(40));
    }
}
