using System.Text.RegularExpressions;
using CinemaCx.Campaigns;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Whoever is meant and may be told gets a campaign once; who is held out, and everybody else, never.</summary>
public sealed partial class OncePerPerson
{
    private const int Clients = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task However_often_it_is_started_each_of_them_hears_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        var meant = await marketing.GuestsAsync(240);
        await marketing.GuestsAsync(20, agrees: false);
        await marketing.GuestsAsync(20, isTagged: false);
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 25));

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => marketing.StartAsync(id))));
        await marketing.ComesToAsync(id, CampaignState.Finished);

        await marketing.PhonesShouldAgreeAsync(id, [.. meant]);
        Assert.InRange((await marketing.EnrolledAsync(id)).Count(r => r.Arm == CampaignArms.HoldOut), 30, 90);
        Assert.Equal("1", (await marketing.AskAsync($"SELECT COUNT(*) FROM staff_acts WHERE thing_id = {id} AND act = 'start'"))[0]);
        // Starting what is over, or carrying it on once more, brings nobody a second one.
        Assert.Equal("campaign-not-scheduled", (await Assert.ThrowsAsync<Refusal>(() => marketing.StartAsync(id))).Code);
        await cinema.Service<RunCampaign>().HandleAsync(new CampaignDue(id), CancellationToken.None);
        await marketing.PhonesShouldAgreeAsync(id, [.. meant]);
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task However_many_carry_it_on_at_once_each_is_taken_in_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        var meant = await marketing.GuestsAsync(60);
        var (id, row) = await RunningAsync(marketing);

        var walks = await WalkAllAtOnceAsync(cinema, row);

        Assert.Empty(walks);
        Assert.Equal(meant.Order(StringComparer.Ordinal), (await marketing.EnrolledAsync(id)).Select(r => r.GuestId));
        Assert.Equal(60, (await marketing.RowAsync(id)).Enrolled);
        Assert.Equal("60", (await marketing.AskAsync($"SELECT COUNT(*) FROM guest_messages WHERE campaign_id = {id}"))[0]);
    }

    /// <summary>The key alone, with the mark of the walk and the look at who is in it already taken out.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_primary_key_alone_is_enough(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(60);
        var (id, row) = await RunningAsync(marketing);
        cinema.Database.RewriteSql = WithoutMarks;

        await WalkAllAtOnceAsync(cinema, row);

        Assert.Equal(60, (await marketing.EnrolledAsync(id)).Count);
        Assert.Equal(60, (await marketing.RowAsync(id)).Enrolled);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_primary_key_they_are_taken_in_again_and_again(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(60);
        var (id, row) = await RunningAsync(marketing);
        var script = new Script();
        script.Do($"CREATE TABLE keyless (campaign_id TEXT, guest_id TEXT, arm TEXT, occasion TEXT, enrolled_at BIGINT, message_id TEXT, coupon_id TEXT, left_out TEXT)");
        await marketing.CommitAsync(script);
        cinema.Database.RewriteSql = sql => WithoutMarks(sql)
            .Replace("INSERT INTO campaign_guests", "INSERT INTO keyless", StringComparison.Ordinal)
            .Replace(" ON CONFLICT (campaign_id, guest_id) DO NOTHING", "", StringComparison.Ordinal);

        await WalkAllAtOnceAsync(cinema, row);

        // Not each of them need come through on a machine that is busy: a second time is one too many.
        Assert.InRange((await marketing.RowAsync(id)).Enrolled, 61, Clients * 60);
        Assert.NotEqual("1", (await marketing.AskAsync($"SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM keyless GROUP BY campaign_id, guest_id) t"))[0]);
    }

    private static string WithoutMarks(string sql) => Mark().Replace(sql, "").Replace(
        "FROM campaign_guests x WHERE x.campaign_id =", "FROM campaign_guests x WHERE 1 = 0 AND x.campaign_id =", StringComparison.Ordinal);

    /// <summary>Running, with nobody carrying it on by itself.</summary>
    private static async Task<(string Id, CampaignRow Row)> RunningAsync(Marketing marketing)
    {
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0));
        var script = new Script();
        script.Do($"UPDATE campaigns SET state = 'running', most_guests = NULL, started_at = {TimeProvider.System.GetUtcNow()} WHERE id = {id}");
        Outbox.Cancel(script, CampaignDue.TimerOf(id));
        await marketing.CommitAsync(script);
        return (id, await marketing.RowAsync(id));
    }

    /// <returns>What went wrong.</returns>
    private static async Task<IReadOnlyList<Exception>> WalkAllAtOnceAsync(Cinema cinema, CampaignRow row)
    {
        var enrol = cinema.Service<EnrolGuests>();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var walks = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            await go.Task;
            await enrol.WalkAsync(row, CancellationToken.None);
        })).ToList();
        go.SetResult();
        await Task.WhenAll(walks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [.. walks.Where(w => w.IsFaulted).Select(w => (Exception)w.Exception!)];
    }

    [GeneratedRegex(@"AND walked_to = @p\d+", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}
