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
        var showtimes = await reckoning.ShowtimesAsync(3);
        var guests = Enumerable.Range(0, Guests).Select(i => new StormyGuest(world, showtimes, promises, i)).ToList();
        using var calm = new CancellationTokenSource();
        var storm = guests.Select(g => g.RunAsync(calm.Token)).ToList();

        await KillAgainAndAgainAsync(house, reckoning, storm);
        await house.StartAndWaitAsync();
        await Task.Delay(500);
        await calm.CancelAsync();
        await Task.WhenAll(storm);
        var settling = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(guests.Select(g => g.GoHomeAsync()));
        await reckoning.SettleAsync(SettlesWithin);
        var settled = TimeProvider.System.GetElapsedTime(settling);

        await reckoning.BooksShouldBalanceAsync("at the end");
        var payments = await reckoning.MoneyShouldAgreeAsync();
        await reckoning.SeatsShouldAgreeAsync();
        await reckoning.PromisesShouldBeKeptAsync(promises);
        var (exitCode, said) = await house.VerbAsync("audit");
        Assert.True(exitCode == 0, said);
        // Little would be proved if little had happened.
        Assert.True(payments >= 2 * Kills && promises.Refunds.Count >= Kills / 2 && promises.Cancelled.Count >= Kills, $"{payments} payments, {promises.Refunds.Count} refunds, {promises.Cancelled.Count} cancellations");
        output.WriteLine(
            $"{backing}: {Kills} kills, {promises.Placed.Count} orders, {payments} payments, {promises.Refunds.Count} refunds, {promises.Cancelled.Count} cancelled, settled in {settled.TotalSeconds:0.0} s");
        foreach (var guest in guests) guest.Dispose();
    }

    private static async Task KillAgainAndAgainAsync(HouseInAProcess house, Reckoning reckoning, List<Task> storm)
    {
        var random = new Random(Kills);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await Task.Delay(random.Next(300, 2000));
            Assert.DoesNotContain(storm, guest => guest.IsFaulted);
            await house.KillAsync();
            await reckoning.BooksShouldBalanceAsync($"after kill {kill}");
            // One death in five comes while it is still getting up.
            if (random.Next(5) == 0) house.Start();
            else await house.StartAndWaitAsync();
        }
    }
}
