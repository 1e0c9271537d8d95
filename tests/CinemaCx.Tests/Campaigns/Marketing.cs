using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Coupons;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>The desk from which campaigns are made, with guests who agreed to hear of them and the phones they hear on.</summary>
internal sealed class Marketing(IServiceProvider services, HttpClient http, string weChatUrl)
{
    private const string PlatformTemplate = "offer-00000000000000000000000000000000000000";
    public const string Template = "campaign-story";
    public const string Tag = "受邀";

    public static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal) { ["title"] = "周末观影礼", ["note"] = "老朋友专享，到店即用" };

    private TimeProvider Time => services.GetRequiredService<TimeProvider>();

    public Database Database => services.GetRequiredService<Database>();

    public StaffMember Maker { get; private set; } = null!;

    public StaffMember Approver { get; private set; } = null!;

    public static async Task<Marketing> OpenAsync(Cinema cinema)
    {
        var marketing = new Marketing(cinema.House.Staff.Services, cinema.Http, cinema.WeChatUrl);
        await marketing.PrepareAsync();
        return marketing;
    }

    /// <summary>The message's template, at the platform and in our catalogue, and two people.</summary>
    public async Task PrepareAsync()
    {
        using var answer = await http.PostAsJsonAsync(weChatUrl + "/_sim/message-templates", new { templateId = PlatformTemplate, keys = new[] { "thing1", "thing2" } });
        answer.EnsureSuccessStatusCode();
        Maker = await HireAsync(StaffRole.Marketing);
        Approver = await HireAsync(StaffRole.Headquarters);
        const string Fields = """[{"name":"title","label":"活动","kind":"thing","sample":"周末"},{"name":"note","label":"说明","kind":"thing","sample":"到店"}]""";
        const string Body = """{"thing1":"{title}","thing2":"{note}"}""";
        var script = new Script();
        script.Do($"INSERT INTO message_templates (id, code, name, purpose, fields, created_at) VALUES ('mst_story', {Template}, '活动', 'marketing', {Fields}, 0)");
        script.Do($"INSERT INTO message_forms (template_id, channel, platform_template, body) VALUES ('mst_story', 'subscribe', {PlatformTemplate}, {Body})");
        await CommitAsync(script);
    }

    public async Task<StaffMember> HireAsync(StaffRole role)
    {
        var (employee, _) = await services.GetRequiredService<StaffTokens>().CreateAsync("员工", role, null, CancellationToken.None);
        return new StaffMember(employee.Id, employee.Name, role, null);
    }

    /// <summary>Guests who said yes to marketing and to one message, and have the tag.</summary>
    /// <param name="agrees">False: she never said that she may be told.</param>
    /// <param name="isTagged">False: she does not belong to the audience.</param>
    public async Task<IReadOnlyList<string>> GuestsAsync(int count, bool agrees = true, bool isTagged = true)
    {
        var now = Time.Now();
        var script = new Script();
        // Most days apart: ids sort by when somebody joined.
        var guests = Enumerable.Range(0, count).Select(i => Id.New("gst", now.AddDays(-count + i))).ToList();
        script.DoForEach($"INSERT INTO guests (id, open_id, phone_mask, created_at) VALUES ", guests, g => $"({g}, {OpenIdOf(g)}, '138****5678', {now})");
        if (isTagged) script.DoForEach($"INSERT INTO guest_tags (guest_id, tag, given_by, given_at) VALUES ", guests, g => $"({g}, {Tag}, {Maker.EmployeeId}, {now})");
        if (agrees)
        {
            script.DoForEach($"INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) VALUES ", guests, g => $"({g}, 'marketing', 1, {now})");
            script.DoForEach($"INSERT INTO guest_consent_events (id, guest_id, purpose, granted, scene, happened_at) VALUES ", guests, g => $"({Id.New("gce", now)}, {g}, 'marketing', 1, 'test', {now})");
        }

        script.DoForEach($"INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) VALUES ", guests, g => $"({PlatformTemplate}, {g}, 1, {now})");
        script.DoForEach($"INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, happened_at) VALUES ", guests, g => $"({Id.New("mce", now)}, {PlatformTemplate}, {g}, 'accepted', 1, {now})");
        await CommitAsync(script);
        // The platform allows more than we know of: a second message would really arrive.
        using var answer = await http.PostAsJsonAsync(weChatUrl + "/_sim/subscriptions/bulk", new { openids = guests.Select(OpenIdOf), templateId = PlatformTemplate, times = 5 });
        answer.EnsureSuccessStatusCode();
        return guests;
    }

    public static CampaignTerms Terms(int holdOut = 10, CampaignTrigger? trigger = null, string? coupon = null, long? mostGuests = null, object? audience = null) => new(
        JsonSerializer.SerializeToElement(audience ?? new { @is = "tag", tag = Tag }), [new CampaignVariant("a", Template, Words, coupon)], trigger, holdOut, mostGuests);

    public Task<string> MakeAsync(CampaignTerms terms) =>
        services.GetRequiredService<EditCampaign>().MakeAsync(Maker, new CampaignDraft("周末观影礼", null, Time.Now().AddDays(300), terms), CancellationToken.None);

    /// <summary>Made, submitted and approved where that is asked for; it waits for somebody to start it.</summary>
    public async Task<string> ScheduledAsync(CampaignTerms terms)
    {
        var id = await MakeAsync(terms);
        await services.GetRequiredService<SubmitCampaign>().RunAsync(Maker, await RowAsync(id), 1, CancellationToken.None);
        if ((await RowAsync(id)).State == CampaignState.Waiting) await services.GetRequiredService<DecideCampaign>().ApproveAsync(Approver, await RowAsync(id), 1, CancellationToken.None);
        return id;
    }

    public async Task StartAsync(string id) => await services.GetRequiredService<StopCampaign>().StartAsync(Maker, await RowAsync(id), CancellationToken.None);

    public async Task StopAsync(string id) => await services.GetRequiredService<StopCampaign>().StopAsync(Maker, await RowAsync(id), CancellationToken.None);

    public async Task<CampaignRow> RowAsync(string id)
    {
        await using var db = Database.Read();
        return await db.GetTable<CampaignRow>().FirstAsync(c => c.Id == id);
    }

    public async Task<IReadOnlyList<CampaignGuestRow>> EnrolledAsync(string id)
    {
        await using var db = Database.Read();
        return await db.GetTable<CampaignGuestRow>().Where(g => g.CampaignId == id).OrderBy(g => g.GuestId).ToListAsync();
    }

    public Task ComesToAsync(string id, CampaignState state, double seconds = 60) =>
        Cinema.EventuallyAsync(async () => (await RowAsync(id)).State == state, $"the campaign is {state}", seconds);

    /// <summary>How many messages each guest's phone got.</summary>
    public async Task<IReadOnlyDictionary<string, int>> PhonesAsync()
    {
        var shown = await http.GetFromJsonAsync<JsonElement>(weChatUrl + "/_sim/messages");
        return shown.GetProperty("messages").EnumerateArray().CountBy(m => m.GetProperty("openId").GetString()![1..]).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>How fast the platform is.</summary>
    public async Task SlowDownAsync(int latencyMs)
    {
        using var answer = await http.PostAsJsonAsync(weChatUrl + "/_sim/message-settings", new { latencyMs });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<string> CouponAsync(long? totalLimit = null, long? perGuest = null)
    {
        await services.GetRequiredService<SampleCoupons>().EnsureAsync(CancellationToken.None);
        await using var db = await Database.BeginAsync();
        var known = await db.GetTable<CouponTemplateRow>().FirstAsync(t => t.Code == "c10");
        var template = known with { Id = Id.New("cpt", Time.Now()), Code = "x" + Random.Shared.Next(), Name = "周末10元券", TotalLimit = totalLimit, PerGuestLimit = perGuest };
        await db.InsertAsync(template);
        var script = new Script();
        CouponSlots.Open(script, template);
        await db.CommitAsync(script);
        return template.Id;
    }

    /// <summary>Everything that must hold of a finished campaign: each of the told once, nobody else.</summary>
    public async Task PhonesShouldAgreeAsync(string id, IReadOnlyCollection<string> meant)
    {
        var rows = await EnrolledAsync(id);
        var phones = await PhonesAsync();
        Assert.Equal(meant.Order(StringComparer.Ordinal), rows.Select(r => r.GuestId));
        Assert.All(phones, phone => Assert.Equal(1, phone.Value));
        Assert.Equal(rows.Where(r => r.Arm != CampaignArms.HoldOut).Select(r => r.GuestId), phones.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(meant.Count, (await RowAsync(id)).Enrolled);
    }

    /// <summary>The books of campaigns and messages; orders that a test writes by hand are in no other.</summary>
    public async Task BooksShouldBalanceAsync()
    {
        var names = CampaignAudit.Rules.Concat(MessageAudit.Rules).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var findings = (await services.GetRequiredService<Audit>().RunAsync(CancellationToken.None)).Where(f => names.Contains(f.Rule)).ToList();
        Assert.Equal(names.Count, findings.Count);
        Assert.Empty(findings.Where(f => f.Offenders.Count > 0).Select(f => $"{f.Rule}: {string.Join(", ", f.Offenders.Take(5))}"));
    }

    public async Task<List<string>> AskAsync(FormattableString sql)
    {
        await using var db = Database.Read();
        var script = new Script();
        script.Ask(sql);
        return (await db.RunAsync(script))[0];
    }

    public async Task CommitAsync(Script script)
    {
        await using var db = await Database.BeginAsync();
        await db.CommitAsync(script);
    }

    public static string OpenIdOf(string guest) => "o" + guest;
}
