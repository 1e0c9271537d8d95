using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CinemaCx.Simulators.Sms;
using CinemaCx.Simulators.WeChat;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>Each guest is told by the first way that leads to her, and by one only.</summary>
public sealed class TheWayToEachGuest
{
    private const string Account = "wxservice0000000001";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Free_ways_come_first_and_who_has_none_is_dropped(string backing)
    {
        await using var account = WeChatSimulator.Create(AccountOptions(), TimeProvider.System);
        await using var sms = SmsSimulator.Create(SmsOptions(), TimeProvider.System);
        await account.StartAsync();
        await sms.StartAsync();
        // The signature's clock is the machine's, and a story's is not.
        await using var cinema = await Cinema.OpenAsync(backing, [
            ("ServiceAccount:Endpoint", StandaloneHouse.UrlOf(account)), ("ServiceAccount:AppId", Account), ("ServiceAccount:AppSecret", "secret"),
            ("Sms:Endpoint", StandaloneHouse.UrlOf(sms)), ("Sms:SecretId", "id"), ("Sms:SecretKey", "key"), ("Sms:SdkAppId", "1400000000"), ("Sms:SignName", "影院"), ("Sms:TemplateId", "1"),
        ]);
        cinema.FastForward(TimeProvider.System.GetUtcNow() - cinema.Clock.GetUtcNow());
        var scene = await MessageStories.SceneAsync(cinema);
        await MakeTemplateAsync(cinema, scene);
        var guests = await scene.GuestsAsync(5, credits: 0, consents: false);
        await MessageStories.CreditAsync(scene, guests[0], "sim-refund");
        await scene.GrantAsync(guests[..1], "sim-refund", 1);
        await IntroduceAsync(cinema, scene, account, guests);
        await cinema.SimAsync(StandaloneHouse.UrlOf(account), "faults", new { path = "/cgi-bin/message/template/send", kind = "doneButSilent", times = 1 });

        await scene.QueueAsync("everywhere", new Dictionary<string, string>(StringComparer.Ordinal) { ["amount"] = "￥70.00", ["why"] = "场次取消", ["at"] = "2026年11月22日 21:43" }, guests, "ways");
        await MessageStories.SettledAsync(scene, "ways");
        var rows = (await scene.RowsAsync("ways")).ToDictionary(r => r.GuestId, StringComparer.Ordinal);
        Assert.Equal(
            [MessageChannel.Subscribe, MessageChannel.ServiceAccount, MessageChannel.WeCom, MessageChannel.Sms, null],
            guests.Select(g => rows[g].Channel));
        Assert.All(guests[..4], g => Assert.True(rows[g].State == GuestMessageState.Sent, rows[g].Reason));
        Assert.Equal((GuestMessageState.Dropped, "unreachable"), (rows[guests[4]].State, rows[guests[4]].Reason));

        Assert.Equal(1, (await scene.ShownAsync())[guests[0]]);
        // Its answer was lost; the platform knew the repeat.
        var followed = await cinema.Http.GetFromJsonAsync<JsonElement>(StandaloneHouse.UrlOf(account) + "/_sim/messages");
        Assert.Equal("场次取消", Assert.Single(followed.GetProperty("messages").EnumerateArray()).GetProperty("data").GetProperty("thing2").GetString());
        var contact = await cinema.Http.GetFromJsonAsync<JsonElement>(StandaloneHouse.UrlOf(cinema.House.WeCom!) + "/_sim/customer-messages");
        Assert.Equal("退款￥70.00，原因：场次取消", Assert.Single(contact.EnumerateArray()).GetProperty("text").GetString());
        var phone = await cinema.Http.GetFromJsonAsync<JsonElement>(StandaloneHouse.UrlOf(sms) + "/_sim/phones/+8613800000001");
        Assert.Equal("￥70.00场次取消", Assert.Single(phone.GetProperty("messages").EnumerateArray()).GetProperty("words").GetString());
        await cinema.BooksShouldBalanceAsync();
    }

    private static WeChatSimulatorOptions AccountOptions()
    {
        var options = new WeChatSimulatorOptions { Url = "http://127.0.0.1:0", AppId = Account, AppSecret = "secret" };
        options.MessageTemplates.Add(new WeChatMessageTemplate(Account, "account-refund", ["amount1", "thing2"]));
        return options;
    }

    private static SmsSimulatorOptions SmsOptions()
    {
        var options = new SmsSimulatorOptions { Url = "http://127.0.0.1:0", SecretId = "id", SecretKey = "key", SignName = "影院", TemplateId = "1" };
        options.MoreTemplates["sms-refund"] = 2;
        return options;
    }

    private static async Task<MessageTemplate> MakeTemplateAsync(Cinema cinema, MessageScene scene) => await scene.Service<MakeMessageTemplate>().RunAsync(
        new NewMessageTemplate(
            "everywhere", "退款", MessagePurpose.Service,
            [new("amount", "金额", "amount", "￥70.00"), new("why", "原因", "thing", "场次取消"), new("at", "时间", "time", "21:43")],
            [
                new(MessageChannel.Subscribe, "sim-refund", Data("amount1", "{amount}", "thing2", "{why}", "time3", "{at}")),
                new(MessageChannel.ServiceAccount, "account-refund", Data("amount1", "{amount}", "thing2", "{why}"), Page: "pages/orders/index"),
                new(MessageChannel.WeCom, "", Text: "退款{amount}，原因：{why}"),
                new(MessageChannel.Sms, "sms-refund", Words: ["{amount}", "{why}"]),
            ]),
        (await cinema.StaffAsync(StaffRole.Marketing)).Member, CancellationToken.None);

    private static Dictionary<string, string> Data(params string[] pairs) => pairs.Chunk(2).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    /// <summary>The second follows the service account, the third is an employee's contact, the fourth left her number.</summary>
    private static async Task IntroduceAsync(Cinema cinema, MessageScene scene, WebApplication account, string[] guests)
    {
        await using var db = scene.Database.Read();
        foreach (var guest in guests[1..3]) await db.GetTable<GuestRow>().Where(g => g.Id == guest).Set(g => g.UnionId, "u-" + guest).UpdateAsync();
        var box = scene.Service<PersonalData>().Encrypt("+8613800000001");
        await db.GetTable<GuestRow>().Where(g => g.Id == guests[3]).Set(g => g.PhoneBox, box).Set(g => g.PhoneMask, "138****0001").UpdateAsync();
        await scene.Service<KeepContacts>().RunAsync(
            [new(MessageChannel.ServiceAccount, "s-1", "u-" + guests[1]), new(MessageChannel.WeCom, "wm-2", "u-" + guests[2], "liwei")], by: null, CancellationToken.None);
        await cinema.SimAsync(StandaloneHouse.UrlOf(account), "followers", new { appId = Account, openid = "s-1", unionid = "u-" + guests[1] });
        await cinema.SimAsync(StandaloneHouse.UrlOf(cinema.House.WeCom!), "customers", new { externalUserId = "wm-2", userId = "liwei" });
    }
}
