using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Messages are cleared away after their time, and what a campaign brought stays what it was.</summary>
public sealed class WhatIsKept
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Two_years_later_the_result_is_the_same_and_the_messages_are_gone(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:KeepMonths", "3"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(40);
        var id = await marketing.ScheduledAsync(Marketing.Terms());
        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);
        var script = new Script();
        script.Do($"UPDATE guest_messages SET opened_at = {cinema.Clock.GetUtcNow()} WHERE id IN (SELECT id FROM guest_messages WHERE campaign_id = {id} ORDER BY id LIMIT 5)");
        await marketing.CommitAsync(script);
        var results = cinema.Service<CampaignResults>();
        var before = await results.OfAsync(await marketing.RowAsync(id), CancellationToken.None);
        Assert.Equal(5, before.Arms.Single(a => a.Name == "a").Opened);

        cinema.FastForward(TimeSpan.FromDays(80));
        Assert.Equal(0, (await cinema.Service<Housekeeping>().RunOnceAsync(CancellationToken.None))["old-messages"]);
        Assert.NotEqual("0", await MessagesAsync(marketing, id));
        cinema.FastForward(TimeSpan.FromDays(20));
        await cinema.Service<Housekeeping>().RunOnceAsync(CancellationToken.None);

        Assert.Equal("0", await MessagesAsync(marketing, id));
        var after = await results.OfAsync(await marketing.RowAsync(id), CancellationToken.None);
        Assert.Equal(before.Arms, after.Arms);
        Assert.Equal(before.Comparisons, after.Comparisons);
        Assert.Equal(
            before.Arms.Sum(a => a.Sent),
            (await results.GuestsAsync(await marketing.RowAsync(id), null, null, CancellationToken.None)).LongCount(l => l.Message == GuestMessageState.Sent));
        await marketing.BooksShouldBalanceAsync();
        await cinema.Service<Housekeeping>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(before.Arms, (await results.OfAsync(await marketing.RowAsync(id), CancellationToken.None)).Arms);
    }

    private static async Task<string> MessagesAsync(Marketing marketing, string campaign) =>
        (await marketing.AskAsync($"SELECT COUNT(*) FROM guest_messages WHERE campaign_id = {campaign}"))[0];
}
