using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>Whatever staff change of coupons, points, tiers and messages has its line in the log.</summary>
public sealed class ActsAreWrittenDown
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_verb_of_staff_writes_its_line(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var scene = await MessageStories.SceneAsync(cinema);
        var (_, by) = await cinema.StaffAsync(StaffRole.Headquarters);
        var guest = await (await cinema.GuestAsync()).IdAsync();
        var template = await cinema.TemplateAsync();

        await cinema.Service<TierRules>().ReplaceAsync(TierRule.Usual with { GraceDays = 40 }, by, CancellationToken.None);
        await cinema.Service<PointsOffers>().SetAsync(template.Id, 500, by, CancellationToken.None);
        await cinema.Service<PointsOffers>().RemoveAsync(template.Id, by, CancellationToken.None);
        await cinema.Service<PointsOffers>().RemoveAsync(template.Id, by, CancellationToken.None);
        var coupon = await cinema.Service<GrantCoupon>().RunAsync(by, template.Id, guest, "周年礼", "name-1", CancellationToken.None);
        await cinema.Service<GrantCoupon>().RunAsync(by, template.Id, guest, "周年礼", "name-1", CancellationToken.None);
        await cinema.Service<RevokeCoupon>().RunAsync(coupon.CouponId, by, CancellationToken.None);
        var make = cinema.Service<MakeMessageTemplate>();
        var form = new MessageForm(MessageChannel.WeCom, "", Text: "{what}");
        var made = await make.RunAsync(new NewMessageTemplate("acts", "活动", MessagePurpose.Marketing, [new("what", "活动", "thing", "立减")], [form]), by, CancellationToken.None);
        await make.MendAsync("acts", form with { Text = "来看{what}" }, by, CancellationToken.None);
        await make.RetireAsync("acts", by, CancellationToken.None);
        await cinema.Service<KeepContacts>().RunAsync([new(MessageChannel.ServiceAccount, "s-1", "u-1"), new(MessageChannel.ServiceAccount, "s-2", "u-2", Gone: true)], by, CancellationToken.None);
        await DoubtAsync(scene, guest);
        await cinema.Service<MessageDoubts>().DecideAsync("doubt", DoubtDecision.LetGo, by, CancellationToken.None);

        var acts = (await cinema.Service<StaffActs>().ListAsync(by, null, null, by.EmployeeId, null, CancellationToken.None)).Select(a => $"{a.Act} {a.Thing} {a.ThingId}");
        string[] expected =
        [
            "replace tier-rules all", $"set points-offer {template.Id}", $"remove points-offer {template.Id}", $"grant coupon {coupon.CouponId}", $"revoke coupon {coupon.CouponId}",
            $"make message-template {made.Row.Id}", $"mend message-template {made.Row.Id}", $"retire message-template {made.Row.Id}", "keep message-contacts service-account", "decide message doubt",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), acts.Order(StringComparer.Ordinal));
    }

    /// <summary>A message nobody knows the end of.</summary>
    private static async Task DoubtAsync(MessageScene scene, string guest)
    {
        var template = await scene.TemplateAsync("case-reply");
        var script = new Script();
        script.Do($"""
            INSERT INTO guest_messages (id, guest_id, template_id, purpose, field_values, state, channel, lane, due_at, expires_at, attempts, lease_until, queued_at, marked_at, settled_at)
            VALUES ('doubt', {guest}, {template.Row.Id}, 'service', {"{}"}, 'in-doubt', 'sms', 0, 0, {TimeProvider.System.GetUtcNow().AddYears(5)}, 1, 0, 0, 0, 0)
            """);
        await using var db = await scene.Database.BeginAsync();
        await db.CommitAsync(script);
    }
}
