using System.Globalization;
using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Tests.Crashes;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>
/// The house is killed while it takes guests into a campaign and writes to them, again and again; on servers there are two, and the one at work is killed.
/// <c>CINEMACX_KILLS</c> says how often.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KilledWhileItRuns(ITestOutputHelper output)
{
    private const int Meant = 400;

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("CINEMACX_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Everybody_meant_is_taken_in_once_and_hears_once(string backing)
    {
        await using var world = await OutsideWorld.OpenAsync(backing);
        // The machine's own clock may say that it is night; and few calls at once make the campaign last long enough to be killed in.
        world.Settings["Messages:QuietFrom"] = world.Settings["Messages:QuietTo"] = "00:00";
        world.Settings["Messages:MostInFlight"] = "8";
        await using var one = new HouseInAProcess(world.Folder, world.GuestUrl, world.Settings);
        await one.StartAndWaitAsync();
        await using var other = backing == Backings.Servers ? Second(world) : null;
        if (other is not null) await other.StartAndWaitAsync();
        HouseInAProcess[] houses = other is null ? [one] : [one, other];
        await using var reckoning = new Reckoning(world);
        using var http = new HttpClient();
        var marketing = new Marketing(reckoning.Services, http, world.Settings["WeChat:Endpoint"]!);
        await marketing.PrepareAsync();
        await marketing.SlowDownAsync(latencyMs: 150);
        var meant = await marketing.GuestsAsync(Meant);
        await marketing.GuestsAsync(30, agrees: false);
        await marketing.GuestsAsync(30, isTagged: false);
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 20, coupon: await marketing.CouponAsync()));
        await marketing.StartAsync(id);

        for (var kill = 0; kill < Kills; kill++)
        {
            var (enrolled, heard, _) = await FarAsync(marketing, id);
            await Cinema.EventuallyAsync(
                async () => await FarAsync(marketing, id) is var far && (far.Enrolled > enrolled || far.Heard > heard || far.IsOver), "it goes on", seconds: 60);
            await Task.Delay(Random.Shared.Next(60));
            var house = houses[kill % houses.Length];
            await house.KillAsync();
            await marketing.BooksShouldBalanceAsync();
            await house.StartAndWaitAsync();
        }

        await marketing.ComesToAsync(id, CampaignState.Finished, seconds: 90);
        var rows = await marketing.EnrolledAsync(id);
        var phones = await marketing.PhonesAsync();
        var counts = await reckoning.Services.GetRequiredService<MessageQueries>().CountsAsync(id, CancellationToken.None);
        var doubtful = (await marketing.AskAsync($"SELECT guest_id FROM guest_messages WHERE campaign_id = {id} AND state = 'in-doubt'")).ToHashSet(StringComparer.Ordinal);
        output.WriteLine($"{backing}: {Kills} kills, {rows.Count} taken in, {phones.Count} heard, {doubtful.Count} in doubt");
        Assert.Equal(meant.Order(StringComparer.Ordinal), rows.Select(r => r.GuestId));
        Assert.All(phones, phone => Assert.Equal(1, phone.Value));
        var told = rows.Where(r => r.Arm != CampaignArms.HoldOut).Select(r => r.GuestId).ToHashSet(StringComparer.Ordinal);
        Assert.All(phones.Keys, guest => Assert.Contains(guest, told));
        // Everybody once, but for those whose call was in the air when its house died: they are listed as such.
        Assert.Empty(told.Except(phones.Keys).Except(doubtful));
        Assert.Equal(told.Count, counts.GetValueOrDefault(GuestMessageState.Sent) + doubtful.Count);
        Assert.Equal($"{told.Count}", (await marketing.AskAsync($"SELECT COUNT(DISTINCT guest_id) FROM coupons WHERE source_kind = 'campaign'"))[0]);
        Assert.Equal($"{told.Count}", (await marketing.AskAsync($"SELECT COUNT(*) FROM coupons WHERE source_kind = 'campaign'"))[0]);
        await marketing.BooksShouldBalanceAsync();
    }

    private static async Task<(long Enrolled, int Heard, bool IsOver)> FarAsync(Marketing marketing, string id) =>
        await marketing.RowAsync(id) is var row ? (row.Enrolled, (await marketing.PhonesAsync()).Count, row.State == CampaignState.Finished) : default;

    /// <summary>Another house on the same database, with the same secrets.</summary>
    private static HouseInAProcess Second(OutsideWorld world)
    {
        var folder = Path.Combine(world.Folder, "second");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(world.Folder, "secrets.json"), Path.Combine(folder, "secrets.json"));
        var url = "http://127.0.0.1:" + FreePorts.Take().ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?>(world.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Standalone:DataFolder"] = folder,
            ["Standalone:GuestPort"] = new Uri(url).Port.ToString(CultureInfo.InvariantCulture),
            ["WeChatPay:NotifyUrl"] = url + "/callbacks/wechat-pay",
        };
        return new HouseInAProcess(folder, url, settings);
    }
}
