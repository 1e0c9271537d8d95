using System.Text.RegularExpressions;
using CinemaCx.Messages;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>What is scarce is given out exactly: a message to one sender, a subscription to one message, a guest's patience to so many campaigns.</summary>
public sealed partial class OnlyOnce
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_subscription_pays_for_one_of_thirty_two_messages(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        Assert.Equal(1, await TakersOfOneCreditAsync(scene));
        await cinema.BooksShouldBalanceAsync();
        // Where a subscription that was spent is not counted, more than one message goes.
        cinema.TakeOut(sql => sql.Replace("SET credits = credits - 1", "SET credits = credits - 0", StringComparison.Ordinal));
        Assert.True(await TakersOfOneCreditAsync(scene) > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_campaigns_at_once_reach_a_guest_no_oftener_than_she_stands(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        Assert.Equal(2, await TakersOfTwoPlacesAsync(scene));
        await cinema.BooksShouldBalanceAsync();
        cinema.TakeOut(sql => PlaceIsFree().Replace(sql, "WHERE 1 = 1 RETURNING message_id"));
        Assert.True(await TakersOfTwoPlacesAsync(scene) > 2);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_senders_with_one_message_call_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        Assert.Equal(1, await SendersOfOneMessageAsync(scene));
        cinema.TakeOut(sql => sql.Replace("WHERE state = 'queued' AND leased_by = ", "WHERE state <> 'sent' AND leased_by = ", StringComparison.Ordinal));
        Assert.True(await SendersOfOneMessageAsync(scene) > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Five_campaigns_and_a_reply_reach_her_as_two_and_a_reply(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var guest = (await scene.GuestsAsync(1, credits: 5))[0];
        await scene.GrantAsync([guest], "sim-case-reply", 1);
        await MessageStories.CreditAsync(scene, guest, "sim-case-reply");
        for (var i = 0; i < 5; i++) await scene.QueueAsync("offer", MessageScene.OfferValues, [guest], "often" + i);
        await scene.QueueAsync("case-reply", MessageScene.ReplyValues, [guest], "reply");
        for (var i = 0; i < 5; i++) await MessageStories.SettledAsync(scene, "often" + i);
        await MessageStories.SettledAsync(scene, "reply");
        Assert.Equal(3, (await scene.ShownAsync())[guest]);
        Assert.Equal(3, await scene.CreditsAsync(guest));
        var rows = (await scene.RowsAsync()).FindAll(r => r.CampaignId!.StartsWith("often", StringComparison.Ordinal));
        Assert.Equal((2, 3), (rows.Count(r => r.State == GuestMessageState.Sent), rows.Count(r => r is { State: GuestMessageState.Dropped, Reason: "frequency-cap" })));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_same_id_queued_by_thirty_two_at_once_is_one_message(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        Assert.Equal((1, 1), await QueueManyTimesAsync(scene, "once"));
        // Where the same id again begins the message anew, her phone rings again.
        cinema.TakeOut(sql => sql.Contains("INSERT INTO guest_messages", StringComparison.Ordinal)
            ? sql.Replace("ON CONFLICT (id) DO NOTHING", "ON CONFLICT (id) DO UPDATE SET state = 'queued', lease_until = 0", StringComparison.Ordinal)
            : sql);
        Assert.True((await QueueManyTimesAsync(scene, "again")).Shown > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_a_dead_sender_had_called_is_listed_and_not_called_again(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var guests = await scene.GuestsAsync(2, credits: 5);
        Assert.Equal((GuestMessageState.InDoubt, 1), await DeadSendersMessageAsync(cinema, scene, guests[0]));
        await cinema.BooksShouldBalanceAsync();
        // Taken for unsent instead, it goes a second time.
        cinema.TakeOut(sql => sql.Replace("SET state = 'in-doubt', reason = 'sender-died', settled_at = ", "SET state = 'queued', due_at = 0, lease_until = 0, expires_at = 99999999999999, reason = '', attempts = 0 * ", StringComparison.Ordinal));
        Assert.Equal((GuestMessageState.Sent, 2), await DeadSendersMessageAsync(cinema, scene, guests[1], again: true));
    }

    /// <returns>How many of 32 messages to one guest with one subscription go.</returns>
    private static async Task<int> TakersOfOneCreditAsync(MessageScene scene)
    {
        var guest = (await scene.GuestsAsync(1))[0];
        var planned = new List<PlannedMessage>();
        for (var i = 0; i < Crowd.Size; i++) planned.Add(await scene.PlannedAsync("s" + i, $"{guest}-c{i}", guest, slot: null));
        return await GoAsync(scene, planned);
    }

    /// <returns>How many of 32 unasked messages to one guest go, when each tries the first place and then the second.</returns>
    private static async Task<int> TakersOfTwoPlacesAsync(MessageScene scene)
    {
        var guest = (await scene.GuestsAsync(1, credits: 100))[0];
        var planned = new List<PlannedMessage>();
        for (var i = 0; i < Crowd.Size; i++) planned.Add(await scene.PlannedAsync("s" + i, $"{guest}-p{i}", guest, slot: 1 + (i % 2)));
        return await GoAsync(scene, planned);
    }

    private static async Task<int> SendersOfOneMessageAsync(MessageScene scene)
    {
        var guest = (await scene.GuestsAsync(1, credits: 100))[0];
        var planned = await scene.PlannedAsync("s", $"{guest}-m", guest, slot: null);
        return await GoAsync(scene, [.. Enumerable.Repeat(planned, Crowd.Size)], sender: "s");
    }

    /// <summary>Many at once, and many more when it has gone.</summary>
    private static async Task<(int Shown, int Rows)> QueueManyTimesAsync(MessageScene scene, string campaign)
    {
        var guest = (await scene.GuestsAsync(1, credits: 40))[0];
        for (var time = 0; time < 2; time++)
        {
            await Crowd.AtOnceAsync(Crowd.Size, async _ =>
            {
                await scene.QueueAsync("offer", MessageScene.OfferValues, [guest], campaign);
                return true;
            });
            await MessageStories.SettledAsync(scene, campaign);
        }

        return ((await scene.ShownAsync())[guest], (await scene.RowsAsync(campaign)).Count);
    }

    private static async Task<int> GoAsync(MessageScene scene, List<PlannedMessage> planned, string? sender = null)
    {
        var marks = scene.Service<MessageMarks>();
        var went = await Crowd.AtOnceAsync(planned.Count, async i => (await marks.MarkAsync(sender ?? "s" + i, [planned[i]], Patience, TimeSpan.FromDays(7), CancellationToken.None)).Count);
        return went.Sum();
    }

    /// <summary>A sender marks, calls, and dies before it can write down the answer.</summary>
    private static async Task<(GuestMessageState State, int Shown)> DeadSendersMessageAsync(Cinema cinema, MessageScene scene, string guest, bool again = false)
    {
        var id = guest + "-dead";
        await scene.PlannedAsync("dead", id, guest, slot: null);
        await using (var db = scene.Database.Read())
        {
            await db.GetTable<GuestMessageRow>().Where(m => m.Id == id).Set(m => m.FieldValues, System.Text.Json.JsonSerializer.Serialize(MessageScene.OfferValues))
                .Set(m => m.ExpiresAt, cinema.Clock.GetUtcNow().AddYears(10)).UpdateAsync();
        }

        var template = await scene.TemplateAsync("offer");
        var form = template.FormOf(MessageChannel.Subscribe)!;
        var content = new OutgoingMessage(id, MessageScene.OpenIdOf(guest), MessageScene.Offer, MessageTemplate.Render(form, MessageScene.OfferValues, new GuestFacts(null, default, 0)));
        var planned = new PlannedMessage(await scene.RowAsync(id), form, content, null, cinema.Clock.GetUtcNow());
        Assert.Single(await scene.Service<MessageMarks>().MarkAsync("dead", [planned], TimeSpan.FromSeconds(2), TimeSpan.FromDays(7), CancellationToken.None));
        var port = scene.Service<IEnumerable<IGuestChannel>>().First(c => c.Channel == MessageChannel.Subscribe);
        Assert.Equal(SendOutcome.Sent, (await port.SendAsync(content, CancellationToken.None)).Outcome);
        cinema.FastForward(TimeSpan.FromSeconds(30));
        var wanted = again ? GuestMessageState.Sent : GuestMessageState.InDoubt;
        await Cinema.EventuallyAsync(async () => (await scene.RowAsync(id)).State == wanted, $"{id} is {wanted}");
        await Task.Delay(600);
        return ((await scene.RowAsync(id)).State, (await scene.ShownAsync())[guest]);
    }

    [GeneratedRegex(@"WHERE message_caps\.taken_at <= @p\d+ RETURNING message_id", RegexOptions.None, 1000)]
    private static partial Regex PlaceIsFree();
}
