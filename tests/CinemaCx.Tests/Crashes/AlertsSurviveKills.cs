using System.Globalization;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>
/// The house is killed again and again while guests complain. <c>CINEMACX_KILLS</c> says how often; the default is as often as every build can afford.
/// </summary>
public sealed class AlertsSurviveKills(ITestOutputHelper output)
{
    private const int Guests = 5;

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("CINEMACX_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 10;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Every_answer_reaches_its_phones_and_every_card_once(string backing)
    {
        await using var evening = await DeadlyEvening.OpenAsync(backing);
        evening.Lines.WeCom.MostLagMs = evening.Lines.DingTalk.MostLagMs = 25;
        var began = TimeProvider.System.GetTimestamp();
        var wrecks = await KillAgainAndAgainAsync(evening);
        var stormed = TimeProvider.System.GetElapsedTime(began);
        await evening.Ledger.SettleAsync(60);

        var (complaints, ledger) = (evening.Complaints, evening.Ledger);
        Assert.Empty(complaints.Errors);
        await ledger.CasesShouldAgreeAsync(complaints.Taken);
        var carried = evening.Lines.Carried.ToList();
        var (cards, unnamed) = await ledger.PhonesShouldAgreeAsync(complaints.Taken, await evening.Platforms.LookAsync(), carried);
        var (exitCode, said) = await evening.House.VerbAsync("audit");
        Assert.True(exitCode == 0, said);

        var happened = string.Create(CultureInfo.InvariantCulture, $"{Kills} kills, {complaints.Taken.Count} answers, {cards} cards ({carried.Count - cards} sent again, {unnamed} named only to the dead)");
        var landed = string.Join(", ", Landed(wrecks).Select(l => $"{l.Point} {l.Kills} ({l.Rows})"));
        var longest = await ledger.LongestWaitAsync(complaints.Taken, carried);
        output.WriteLine($"{backing}: {happened}; {complaints.Unanswered} sendings unanswered; kills (rows) amid: {landed}; longest wait {longest.TotalSeconds:0.0} s; {stormed.TotalSeconds:0} s of storm");
        // Little would be proved if little had happened.
        Assert.True(complaints.Taken.Count >= 5 * Kills && cards >= 5 * Kills && wrecks.Exists(w => w.Sending > 0), happened);
    }

    private static async Task<List<Wreck>> KillAgainAndAgainAsync(DeadlyEvening evening)
    {
        var random = new Random(Kills);
        var wrecks = new List<Wreck>();
        using var calm = new CancellationTokenSource();
        var guests = Enumerable.Range(0, Guests).Select(i => evening.Complaints.GoOnAsync(i, calm.Token)).ToList();
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                await AmidTheWorkAsync(evening, random);
                await evening.House.KillAsync();
                wrecks.Add(await evening.Ledger.LookAtWreckAsync(evening.Complaints.Taken, await evening.Platforms.LookAsync()));
                await evening.House.StartAndWaitAsync();
            }

            await AmidTheWorkAsync(evening, random);
        }
        finally
        {
            await calm.CancelAsync();
            await Task.WhenAll(guests);
        }

        return wrecks;
    }

    /// <summary>Some cards later, and then somewhere between two steps; now and then before the first card of this life.</summary>
    private static async Task AmidTheWorkAsync(DeadlyEvening evening, Random random)
    {
        if (random.Next(5) > 0)
        {
            var until = evening.Lines.Carried.Count() + random.Next(1, 30);
            await Cinema.EventuallyAsync(() => Task.FromResult(evening.Lines.Carried.Count() >= until), "cards are sent", seconds: 120);
        }

        await Task.Delay(random.Next(40));
    }

    private static IEnumerable<(string Point, int Kills, int Rows)> Landed(List<Wreck> wrecks)
    {
        (string, Func<Wreck, int>)[] points =
        [
            ("accept", w => w.Unacknowledged), ("opening", w => w.Opening), ("raising", w => w.Raising), ("sending", w => w.Sending),
            ("between call and record", w => w.ShownUnrecorded), ("after the record", w => w.RecordedOnly),
        ];
        return points.Select(p => (p.Item1, wrecks.Count(w => p.Item2(w) > 0), wrecks.Sum(p.Item2)));
    }
}
