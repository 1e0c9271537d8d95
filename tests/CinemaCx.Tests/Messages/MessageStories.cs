using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;

namespace CinemaCx.Tests.Messages;

internal static class MessageStories
{
    /// <summary>The house's own services and simulated platform, with the sample's templates.</summary>
    public static async Task<MessageScene> SceneAsync(Cinema cinema)
    {
        var scene = new MessageScene(cinema.House.Staff.Services, cinema.Http, cinema.WeChatUrl);
        await scene.EnsureTemplatesAsync();
        return scene;
    }

    /// <summary>One more subscription in our books.</summary>
    public static async Task CreditAsync(MessageScene scene, string guestId, string template)
    {
        var script = new Script();
        script.Do($"INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ({template}, {guestId}, 1, 0)");
        script.Do($"INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, happened_at) VALUES ({"b-" + guestId + template}, {template}, {guestId}, 'accepted', 1, 0)");
        await using var db = await scene.Database.BeginAsync();
        await db.CommitAsync(script);
    }

    public static Task SettledAsync(MessageScene scene, string campaign, double seconds = 20) => Cinema.EventuallyAsync(
        async () => (await scene.RowsAsync(campaign)) is { Count: > 0 } rows && rows.TrueForAll(r => r.State is not (GuestMessageState.Queued or GuestMessageState.Sending)),
        "everything of " + campaign + " is settled",
        seconds);
}
