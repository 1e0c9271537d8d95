using CinemaCx.Campaigns;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>What is large or dear needs a second person, who approves what she looked at, once; what is small stays small.</summary>
public sealed class TwoPeople
{
    private const int Clients = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_many_who_approve_at_once_one_does(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:ApprovalAboveGuests", "5"));
        var (marketing, id) = await WaitingAsync(cinema);

        var codes = await DecideAllAtOnceAsync(cinema, marketing, id);

        Assert.Single(codes, code => code is null);
        Assert.All(codes.Where(code => code is not null), code => Assert.Equal("campaign-not-waiting", code));
        Assert.Equal("1", await DecisionsAsync(marketing, id));
        Assert.True((await marketing.RowAsync(id)).State is CampaignState.Scheduled or CampaignState.Draft);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_state_in_the_condition_it_is_decided_many_times(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:ApprovalAboveGuests", "5"));
        var (marketing, id) = await WaitingAsync(cinema);
        cinema.Database.RewriteSql = sql => sql.Replace("AND state = 'waiting' AND version", "AND state <> 'draft' AND version", StringComparison.Ordinal);

        await DecideAllAtOnceAsync(cinema, marketing, id, approveOnly: true);

        Assert.Equal($"{Clients}", await DecisionsAsync(marketing, id));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Nobody_approves_her_own_and_the_database_agrees(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:ApprovalAboveGuests", "5"));
        var (marketing, id) = await WaitingAsync(cinema);
        var (edit, decide, submit) = (cinema.Service<EditCampaign>(), cinema.Service<DecideCampaign>(), cinema.Service<SubmitCampaign>());
        var second = await marketing.HireAsync(StaffRole.Headquarters);

        Assert.Equal("campaign-own", await RefusedAsync(async () => await decide.ApproveAsync(marketing.Maker, await marketing.RowAsync(id), 1, CancellationToken.None)));
        // She looked at another version than the one that lies there.
        Assert.Equal("campaign-changed", await RefusedAsync(async () => await decide.ApproveAsync(second, await marketing.RowAsync(id), 2, CancellationToken.None)));
        await decide.RejectAsync(second, await marketing.RowAsync(id), 1, "人群太大", CancellationToken.None);
        // Who changes it is of those who wrote it.
        await edit.ChangeAsync(second, id, 2, new CampaignDraft("改过", null, null, Marketing.Terms()), CancellationToken.None);
        await submit.RunAsync(marketing.Maker, await marketing.RowAsync(id), 3, CancellationToken.None);
        Assert.Equal("campaign-own", await RefusedAsync(async () => await decide.ApproveAsync(second, await marketing.RowAsync(id), 3, CancellationToken.None)));
        cinema.Database.RewriteSql = sql => sql.Replace("AND made_by <>", "AND '' <>", StringComparison.Ordinal)
            .Replace("AND changed_by <>", "AND '' <>", StringComparison.Ordinal).Replace("AND submitted_by <>", "AND '' <>", StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(async () => await decide.ApproveAsync(second, await marketing.RowAsync(id), 3, CancellationToken.None));
        cinema.Database.RewriteSql = null;
        await decide.ApproveAsync(marketing.Approver, await marketing.RowAsync(id), 3, CancellationToken.None);
        Assert.Equal(marketing.Approver.EmployeeId, (await marketing.RowAsync(id)).ApprovedBy);
        Assert.Equal(["make", "submit", "reject", "change", "submit", "approve"], await marketing.AskAsync($"SELECT act FROM staff_acts WHERE thing_id = {id} ORDER BY id"));
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_nobody_approved_cannot_grow(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:ApprovalAboveGuests", "20"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(15);
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0));
        Assert.Null((await marketing.RowAsync(id)).ApprovedBy);
        await marketing.GuestsAsync(30);

        await marketing.StartAsync(id);
        await marketing.ComesToAsync(id, CampaignState.Finished);

        var row = await marketing.RowAsync(id);
        Assert.Equal((20, "most-guests"), (row.Enrolled, row.EndedBecause));
        Assert.Equal(20, (await marketing.PhonesAsync()).Count);
        await marketing.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task What_needs_a_second_person_is_told_by_size_cost_and_trigger()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("Campaigns:ApprovalAboveGuests", "20"), ("Campaigns:ApprovalAboveYuan", "100"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(15);
        var submit = cinema.Service<SubmitCampaign>();
        var coupon = await marketing.CouponAsync();

        Assert.Equal(CampaignState.Scheduled, await StateAsync(Marketing.Terms()));
        // Fifteen coupons of ten yuan are more than a hundred; ten are not.
        Assert.Equal(CampaignState.Waiting, await StateAsync(Marketing.Terms(coupon: coupon)));
        Assert.Equal(CampaignState.Scheduled, await StateAsync(Marketing.Terms(coupon: coupon, mostGuests: 10)));
        Assert.Equal(CampaignState.Waiting, await StateAsync(Marketing.Terms(trigger: new CampaignTrigger(CampaignTriggerKind.AfterFilm))));
        Assert.Equal(CampaignState.Scheduled, await StateAsync(Marketing.Terms(trigger: new CampaignTrigger(CampaignTriggerKind.AfterFilm), mostGuests: 20)));
        await marketing.GuestsAsync(10);
        Assert.Equal(CampaignState.Waiting, await StateAsync(Marketing.Terms()));
        var nobody = await marketing.MakeAsync(Marketing.Terms(audience: new { @is = "tag", tag = "没有人" }));
        Assert.Equal("campaign-nobody", await RefusedAsync(async () => await submit.RunAsync(marketing.Maker, await marketing.RowAsync(nobody), 1, CancellationToken.None)));

        async Task<CampaignState> StateAsync(CampaignTerms terms)
        {
            var id = await marketing.MakeAsync(terms);
            await submit.RunAsync(marketing.Maker, await marketing.RowAsync(id), 1, CancellationToken.None);
            return (await marketing.RowAsync(id)).State;
        }
    }

    [Fact]
    public async Task Through_the_door_each_role_does_its_part()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("Campaigns:ApprovalAboveGuests", "5"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(12);
        var (maker, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var (headquarters, _) = await cinema.StaffAsync(StaffRole.Headquarters);
        var (manager, _) = await cinema.StaffAsync(StaffRole.SiteManager, (await cinema.ShowingAsync()).Cinema.Id);
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher);
        var body = new { name = "周末观影礼", startsAt = cinema.Clock.GetUtcNow().AddDays(1), terms = new { audience = new { @is = "tag", tag = Marketing.Tag }, variants = new[] { new { name = "a", template = Marketing.Template, values = Marketing.Words } } } };

        (await cinema.StaffPostAsync(usher, "/api/v1/campaigns", body)).ShouldRefuse(403, "staff-not-allowed");
        (await cinema.StaffPostAsync(manager, "/api/v1/campaigns", body)).ShouldRefuse(403, "staff-not-allowed");
        var made = (await cinema.StaffPostAsync(maker, "/api/v1/campaigns", body)).ShouldBe(201).Body;
        var id = made.GetProperty("id").GetString();
        Assert.Equal((10, "draft"), (made.GetProperty("terms").GetProperty("holdOutPercent").GetInt32(), made.GetProperty("state").GetString()));
        var tooLong = new { body.name, terms = new { body.terms.audience, variants = new[] { new { name = "a", template = Marketing.Template, values = new { title = new string('长', 30), note = "x" } } } } };
        (await cinema.StaffPostAsync(maker, "/api/v1/campaigns", tooLong)).ShouldRefuse(422, "message-values-invalid");
        (await cinema.StaffPostAsync(maker, "/api/v1/campaigns", new { body.name, terms = new { body.terms.audience, variants = Array.Empty<object>() } })).ShouldRefuse(422, "campaign-invalid");
        (await cinema.StaffPostAsync(maker, "/api/v1/campaigns", new { body.name })).ShouldRefuse(400, "malformed-request");

        var preview = (await GetAsync(cinema, maker, $"/api/v1/campaigns/{id}/preview")).ShouldBe(200).Body;
        Assert.Equal(3, preview.GetArrayLength());
        Assert.Equal("周末观影礼，老朋友专享，到店即用", preview[0].GetProperty("text").GetString());
        Assert.Equal("waiting", (await cinema.StaffPostAsync(maker, $"/api/v1/campaigns/{id}/submission", new { version = 1 })).ShouldBe(200).Body.GetProperty("state").GetString());
        (await cinema.StaffPostAsync(maker, $"/api/v1/campaigns/{id}/approval", new { version = 1 })).ShouldRefuse(403, "staff-not-allowed");
        (await cinema.StaffPostAsync(headquarters, $"/api/v1/campaigns/{id}/approval", new { })).ShouldRefuse(400, "version-required");
        Assert.Equal("scheduled", (await cinema.StaffPostAsync(headquarters, $"/api/v1/campaigns/{id}/approval", new { version = 1 })).ShouldBe(200).Body.GetProperty("state").GetString());
        // It is not of her cinema.
        (await GetAsync(cinema, manager, $"/api/v1/campaigns/{id}")).ShouldRefuse(404, "campaign-not-found");
        Assert.Equal(0, (await GetAsync(cinema, manager, "/api/v1/campaigns")).ShouldBe(200).Body.GetArrayLength());
        (await cinema.StaffPostAsync(maker, $"/api/v1/campaigns/{id}/start")).ShouldBe(200);
        await marketing.ComesToAsync(id!, CampaignState.Finished);
        var progress = (await GetAsync(cinema, maker, $"/api/v1/campaigns/{id}/progress")).ShouldBe(200).Body;
        Assert.Equal((12, 0), (progress.GetProperty("enrolled").GetInt32(), progress.GetProperty("left").GetInt32()));
        (await cinema.StaffPostAsync(maker, $"/api/v1/campaigns/{id}/stop")).ShouldRefuse(409, "campaign-not-stoppable");
        var acts = (await GetAsync(cinema, headquarters, $"/api/v1/staff-acts?thing=campaign&thingId={id}")).ShouldBe(200).Body;
        Assert.Equal(["start", "approve", "submit", "make"], acts.EnumerateArray().Select(a => a.GetProperty("act").GetString()));
        (await GetAsync(cinema, maker, "/api/v1/staff-acts")).ShouldRefuse(403, "staff-not-allowed");
    }

    private static async Task<Answer> GetAsync(Cinema cinema, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, cinema.StaffUrl + path);
        request.Headers.Authorization = new("Bearer", token);
        return await Answer.ReadAsync(await cinema.Http.SendAsync(request));
    }

    private static async Task<(Marketing Marketing, string Id)> WaitingAsync(Cinema cinema)
    {
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(10);
        var id = await marketing.MakeAsync(Marketing.Terms());
        await cinema.Service<SubmitCampaign>().RunAsync(marketing.Maker, await marketing.RowAsync(id), 1, CancellationToken.None);
        Assert.Equal(CampaignState.Waiting, (await marketing.RowAsync(id)).State);
        return (marketing, id);
    }

    /// <returns>Of each its refusal's code, or null.</returns>
    private static async Task<string?[]> DecideAllAtOnceAsync(Cinema cinema, Marketing marketing, string id, bool approveOnly = false)
    {
        var decide = cinema.Service<DecideCampaign>();
        var row = await marketing.RowAsync(id);
        var people = new StaffMember[Clients];
        for (var i = 0; i < Clients; i++) people[i] = await marketing.HireAsync(StaffRole.Headquarters);
        return await Task.WhenAll(people.Select((person, i) => Task.Run(() => RefusedAsync(() => i % 2 == 0 || approveOnly
            ? decide.ApproveAsync(person, row, 1, CancellationToken.None)
            : decide.RejectAsync(person, row, 1, "再想想", CancellationToken.None)))));
    }

    private static async Task<string> DecisionsAsync(Marketing marketing, string id) =>
        (await marketing.AskAsync($"SELECT COUNT(*) FROM staff_acts WHERE thing_id = {id} AND act IN ('approve', 'reject')"))[0];

    private static async Task<string?> RefusedAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }
}
