using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>The mini-program tells by which message it was opened: hers, once, and nobody else's.</summary>
public sealed class OpenedByAMessage
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_link_on_her_phone_is_counted_once_and_only_for_her(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var (guest, stranger) = (await cinema.GuestAsync("o-opener"), await cinema.GuestAsync());
        var link = await LinkAsync(cinema, scene, guest);

        await OpenAsync(stranger, link);
        Assert.Null((await scene.RowAsync(link)).OpenedAt);
        await Crowd.AtOnceAsync(Crowd.Size, async _ =>
        {
            await OpenAsync(guest, link);
            return true;
        });
        var opened = (await scene.RowAsync(link)).OpenedAt;
        Assert.NotNull(opened);
        cinema.FastForward(TimeSpan.FromMinutes(5));
        await OpenAsync(guest, link);
        Assert.Equal(opened, (await scene.RowAsync(link)).OpenedAt);
        await OpenAsync(guest, "nothing-of-the-kind");
        (await guest.PostAsync("/api/v1/me/message-openings", new { message = "" })).ShouldRefuse(400, "malformed-request");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_look_at_whose_it_is_a_stranger_would_open_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var (guest, stranger) = (await cinema.GuestAsync("o-opener"), await cinema.GuestAsync());
        var link = await LinkAsync(cinema, scene, guest);
        cinema.TakeOut(sql => sql.Contains("SET opened_at =", StringComparison.Ordinal) ? sql.Replace("AND guest_id =", "AND guest_id <>", StringComparison.Ordinal) : sql);
        await OpenAsync(stranger, link);
        Assert.NotNull((await scene.RowAsync(link)).OpenedAt);
    }

    private static async Task OpenAsync(Guest guest, string link) => (await guest.PostAsync("/api/v1/me/message-openings", new { message = link })).ShouldBe(204);

    /// <summary>What the page on her phone carries.</summary>
    private static async Task<string> LinkAsync(Cinema cinema, MessageScene scene, Guest guest)
    {
        var id = await guest.IdAsync();
        await MessageStories.CreditAsync(scene, id, "sim-case-reply");
        await cinema.SimAsync(cinema.WeChatUrl, "subscriptions/bulk", new { openids = new[] { "o-opener" }, templateId = "sim-case-reply", times = 1 });
        await scene.QueueAsync("case-reply", MessageScene.ReplyValues, [id], "opening");
        await MessageStories.SettledAsync(scene, "opening");
        var shown = await Answer.ReadAsync(await cinema.Http.GetAsync(cinema.WeChatUrl + "/_sim/messages?openid=o-opener"));
        var page = shown.Body.GetProperty("messages").EnumerateArray().Single().GetProperty("page").GetString()!;
        Assert.StartsWith("pages/feedback/index?m=", page, StringComparison.Ordinal);
        return Uri.UnescapeDataString(page.Split("?m=")[1]);
    }
}
