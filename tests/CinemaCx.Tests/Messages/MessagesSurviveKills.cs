using System.Globalization;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Crashes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>
/// Two houses send one campaign while one or the other is killed and the platform misbehaves. <c>CINEMACX_KILLS</c> says how often; the default is as often
/// as every build can afford.
/// </summary>
public sealed class MessagesSurviveKills(ITestOutputHelper output)
{
    private const int GuestsPerKill = 150;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("CINEMACX_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Everybody_is_told_once_save_those_listed_in_doubt(string backing)
    {
        await using var world = await OutsideWorld.OpenAsync(backing);
        world.Settings["WeChat:Timeout"] = "1500";
        (world.Settings["Messages:QuietFrom"], world.Settings["Messages:QuietTo"]) = ("00:00", "00:00");
        world.Settings["Messages:SubscribePerMinute"] = "3000";
        await using var one = new HouseInAProcess(world.Folder, world.GuestUrl, world.Settings);
        await one.StartAndWaitAsync();
        await using var two = Second(world);
        await two.StartAndWaitAsync();
        await using var reckoning = new Reckoning(world);
        using var http = new HttpClient();
        var scene = new MessageScene(reckoning.Services, http, world.Settings["WeChat:Endpoint"]!);
        var (fair, stripped) = await PrepareAsync(scene);

        await scene.QueueAsync("offer", MessageScene.OfferValues, [.. fair, .. stripped], "storm");
        var random = new Random(Kills);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var until = fair.Length * kill / (Kills + 1);
            await Cinema.EventuallyAsync(async () => (await scene.ShownAsync()).Count >= until, "it goes on", seconds: 120);
            await Task.Delay(random.Next(30));
            var house = kill % 2 == 1 ? one : two;
            await house.KillAsync();
            await reckoning.BooksShouldBalanceAsync($"after kill {kill}");
            await house.StartAndWaitAsync();
        }

        await MessageStories.SettledAsync(scene, "storm", seconds: 120);
        await CheckAsync(scene, fair, stripped, backing);
        await reckoning.BooksShouldBalanceAsync("at the end");
    }

    private static async Task<(string[] Fair, string[] Stripped)> PrepareAsync(MessageScene scene)
    {
        await scene.EnsureTemplatesAsync();
        await scene.SimAsync("message-templates", new { templateId = MessageScene.Offer, keys = SampleMessages.SubscribeTemplates[MessageScene.Offer] });
        var fair = await scene.GuestsAsync(GuestsPerKill * Kills);
        // The platform knows nothing of these subscriptions.
        var stripped = await scene.GuestsAsync(10, granted: 0);
        await scene.SimAsync("message-settings", new { latencyMs = 60 });
        await scene.BreakAsync(MessageScene.Fault("errcode", -1, times: -1, share: 0.05));
        await scene.BreakAsync(MessageScene.Fault("doneButSilent", times: 2, share: 0.02));
        await scene.BreakAsync(MessageScene.Fault("drop", times: 2, share: 0.02));
        await scene.BreakAsync(MessageScene.Fault("errcode", 43108, times: 5, share: 0.05));
        return (fair, stripped);
    }

    private async Task CheckAsync(MessageScene scene, string[] fair, string[] stripped, string backing)
    {
        var (shown, rows) = (await scene.ShownAsync(), (await scene.RowsAsync("storm")).ToDictionary(r => r.GuestId, StringComparer.Ordinal));
        Assert.Empty(shown.Where(s => s.Value > 1).Select(s => $"{s.Key} was told {s.Value} times"));
        Assert.Equal(fair.Length + stripped.Length, rows.Count);
        foreach (var guest in fair)
        {
            var row = rows[guest];
            Assert.True(row.State is GuestMessageState.Sent or GuestMessageState.InDoubt, $"{row.Id} is {row.State}: {row.Reason}");
            if (row.State == GuestMessageState.Sent) Assert.True(shown.ContainsKey(guest), $"{row.Id} is written down as sent and was not");
        }

        Assert.DoesNotContain(stripped, shown.ContainsKey);
        // Whoever was being called at a kill, or got no answer, is in doubt as everybody else is.
        Assert.All(stripped, g => Assert.True(rows[g].State is GuestMessageState.Dropped or GuestMessageState.InDoubt, $"{rows[g].Id} is {rows[g].State}"));
        await using var db = scene.Database.Read();
        Assert.All(await db.GetTable<MessageCreditRow>().ToListAsync(), c => Assert.Equal(0, c.Credits));
        var doubts = rows.Values.Where(r => r.State == GuestMessageState.InDoubt).ToList();
        output.WriteLine($"{backing}: {Kills} kills, {fair.Length} guests, {doubts.Count} in doubt of which {doubts.Count(d => shown.ContainsKey(d.GuestId))} had arrived; reasons {string.Join(", ", doubts.GroupBy(d => d.Reason).Select(g => $"{g.Key} {g.Count()}"))}");
        Assert.True(doubts.Count <= 4 + (Kills * 64), $"{doubts.Count} are in doubt");
    }

    /// <summary>The same house's twin: its own doors and folder, the same secrets, database and platforms.</summary>
    private static HouseInAProcess Second(OutsideWorld world)
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "twin")).FullName;
        File.Copy(Path.Combine(world.Folder, "secrets.json"), Path.Combine(folder, "secrets.json"));
        var guestUrl = "http://127.0.0.1:" + FreePorts.Take().ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?>(world.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Standalone:DataFolder"] = folder,
            ["Standalone:GuestPort"] = new Uri(guestUrl).Port.ToString(CultureInfo.InvariantCulture),
        };
        return new HouseInAProcess(folder, guestUrl, settings);
    }
}
