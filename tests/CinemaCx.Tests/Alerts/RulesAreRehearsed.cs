using System.Text.RegularExpressions;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>An edited set of rules is tried on the past before it is in force: it says what would have become of whom, writes nothing, and is right.</summary>
public sealed partial class RulesAreRehearsed
{
    private static readonly (int Stars, string Comment)[] Said =
    [
        (1, "空调太冷"), (1, "服务员态度不好"), (2, "有人摔倒了"), (2, "爆米花不脆"), (3, "声音太小"), (5, "很好"),
    ];

    private static readonly MatchedRule[] Edited =
    [
        new("受伤先行", new CaseRule { Words = ["摔倒"], Severity = CaseSeverity.Critical, DeadlineMinutes = 5 }),
        new("冷热归工程", new CaseRule { MaxStars = 2, Categories = ["facility"], Severity = CaseSeverity.High, DeadlineMinutes = 45, Posts = [CasePost.Engineering, CasePost.DutyManager] }),
        new("餐饮不建单", new CaseRule { Categories = ["concession"], Opens = false }),
        new("三星影音也管", new CaseRule { MaxStars = 3, Categories = ["av"], DeadlineMinutes = 120, Posts = [CasePost.Engineering] }),
        new("一星", new CaseRule { MaxStars = 1, Severity = CaseSeverity.High, DeadlineMinutes = 20 }),
    ];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task It_says_what_the_rules_do_for_real_and_writes_nothing(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (_, manager) = await cinema.StaffAsync(StaffRole.GeneralManager);
        await SayAllAsync(cinema, hall: 0, cases: 4);
        var before = await CountsAsync(cinema);

        var same = await RehearseAsync(cinema, manager, [.. CaseRule.Usual.Select(u => new MatchedRule(u.Name, u.Rule))]);
        Assert.Equal((6, 4, 4, 0), (same.Answers.Count, same.OpenedNow, same.OpenedThen, same.Changed));
        var tried = await RehearseAsync(cinema, manager, Edited);

        Assert.Equal(before, await CountsAsync(cinema));
        var told = tried.Answers.ToDictionary(a => a.Comment!, a => a);
        Assert.Equal((4, 4, 5), (tried.OpenedNow, tried.OpenedThen, tried.Changed));
        Assert.Equal(("李静", "王建国"), (Assert.Single(told["空调太冷"].Now.Owners), Assert.Single(told["空调太冷"].Then.Owners)));
        Assert.Equal(RehearsedChange.Opens, told["爆米花不脆"].Changes & RehearsedChange.Opens);
        Assert.Equal("餐饮不建单", told["爆米花不脆"].Then.Rule);
        Assert.True(told["声音太小"] is { CaseName: null, Now.Opens: false, Then.Opens: true });
        Assert.False(told["很好"].Differs);

        // Now for real, in another hall: every case comes out as it was said, and the rehearsal of what is in force says of each what it is.
        var usual = tried.Answers.Select(a => a.CaseId).ToHashSet();
        await cinema.Service<CaseRules>().ReplaceAsync(Edited, manager, seen: 0, CancellationToken.None);
        await SayAllAsync(cinema, hall: 1, cases: 8);
        await using var db = cinema.Database.Read();
        var rows = await db.GetTable<CaseRow>().ToDictionaryAsync(c => c.Id);
        var real = (await RehearseAsync(cinema, manager, Edited)).Answers.Where(a => a.CaseId is not null && !usual.Contains(a.CaseId)).ToList();
        foreach (var one in real)
        {
            var row = rows[one.CaseId!];
            Assert.Equal((row.RuleName, row.Severity, row.Posts, row.DueAt), (one.Now.Rule, one.Now.Severity, string.Join(',', one.Now.Posts), one.Now.DueAt));
            var foretold = told[one.Comment!];
            Assert.Equal((row.RuleName, row.Severity, row.Posts, row.DueAt - row.OpenedAt), (foretold.Then.Rule, foretold.Then.Severity, string.Join(',', foretold.Then.Posts), foretold.Then.DueAt - foretold.At));
            Assert.Equal((await cinema.Service<DutyRoster>().WhoAsync(row.CinemaId, one.Now.Posts[0], row.OpenedAt, CancellationToken.None)).People.Select(p => p.Name).Order(), one.Now.Owners);
        }

        Assert.Equal(tried.Answers.Count(a => a.Then.Opens), real.Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Another_chain_shows_how_far_it_would_have_gone_before_somebody_came(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (_, manager) = await cinema.StaffAsync(StaffRole.GeneralManager);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "服务员态度不好")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        cinema.FastForward(TimeSpan.FromSeconds(130));
        var duty = (await cinema.Service<StaffDirectory>().FindAsync("wecom", "lijing", CancellationToken.None))!;
        await cinema.Service<AcknowledgeCase>().RunAsync(row.Id, new CaseActor("api", duty), CancellationToken.None);
        var hurried = new AlertChain([new(0, ChainTarget.Duty, ChainChannel.First), new(60, ChainTarget.SiteManager, ChainChannel.First), new(120, ChainTarget.GeneralManager, ChainChannel.Sms)], 600);

        var rules = await cinema.Service<CaseRules>().ListAsync(CancellationToken.None);
        var tried = await cinema.Service<RehearseRules>().RunAsync(
            new RehearsalWish(rules, new Dictionary<string, AlertChain> { [CasePost.DutyManager] = hurried }, null, 7), manager, CancellationToken.None);

        var only = Assert.Single(tried.Answers);
        Assert.Equal((2, 3, RehearsedChange.Steps), (only.Now.StepsGone, only.Then.StepsGone, only.Changes));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_thirty_two_who_edit_the_same_rules_one_saves_and_none_is_mixed_with_another(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (_, manager) = await cinema.StaffAsync(StaffRole.GeneralManager);

        var outcomes = await Crowd.AtOnceAsync(Crowd.Size, i => SaveAsync(cinema, i, seen: 0, manager));

        Assert.Equal((1, Crowd.Size - 1), (outcomes.Count(o => o == "saved"), outcomes.Count(o => o == "changed-meanwhile")));
        await using (var db = cinema.Database.Read()) Assert.Equal(3, await db.GetTable<CaseRuleRow>().CountAsync());
        // Whoever does not say what she saw replaces all, and still the sets are never mixed.
        Assert.All(await Crowd.AtOnceAsync(Crowd.Size, i => SaveAsync(cinema, i, seen: null, manager)), o => Assert.Equal("saved", o));
        await using (var db = cinema.Database.Read()) Assert.Single((await db.GetTable<CaseRuleRow>().ToListAsync()).Select(r => r.Name.Split('-')[0]).Distinct());
        Assert.Equal(1 + Crowd.Size, await cinema.Service<CaseRules>().RevisionAsync(CancellationToken.None));
        Assert.Equal(1 + Crowd.Size, (await cinema.Service<StaffActs>().ListAsync(manager, "case-rules", null, null, null, CancellationToken.None)).Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_revision_more_than_one_would_save(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (_, manager) = await cinema.StaffAsync(StaffRole.GeneralManager);
        cinema.Database.RewriteSql = sql => SeenRevision().Replace(sql, "WHERE 1 = 1 RETURNING");

        var outcomes = await Crowd.AtOnceAsync(Crowd.Size, i => SaveAsync(cinema, i, seen: 0, manager));

        Assert.True(outcomes.Count(o => o == "saved") > 1);
    }

    private static async Task<string> SaveAsync(Cinema cinema, int editor, long? seen, StaffMember by)
    {
        try
        {
            await cinema.Service<CaseRules>().ReplaceAsync([.. Enumerable.Range(0, 3).Select(n => new MatchedRule($"{editor}-{n}", new CaseRule { MaxStars = 1 }))], by, seen, CancellationToken.None);
            return "saved";
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }

    private static Task<Rehearsal> RehearseAsync(Cinema cinema, StaffMember by, IReadOnlyList<MatchedRule> rules) =>
        cinema.Service<RehearseRules>().RunAsync(new RehearsalWish(rules, new Dictionary<string, AlertChain>(), null, 7), by, CancellationToken.None);

    private static async Task SayAllAsync(Cinema cinema, int hall, int cases)
    {
        var exit = await cinema.ExitAsync(hall);
        foreach (var (stars, comment) in Said) (await cinema.AnswersAsync(exit, stars, comment)).ShouldBe(201);
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                return await db.GetTable<CaseRow>().CountAsync() == cases && await db.FindAsync<Left>($"SELECT COUNT(*) AS n FROM outbox WHERE handler = 'cases.open-case'", CancellationToken.None) is { N: 0 };
            },
            $"{cases} cases are open");
    }

    private static async Task<string> CountsAsync(Cinema cinema)
    {
        var counts = new List<string>();
        await using var db = cinema.Database.Read();
        foreach (var table in new[] { "cases", "case_events", "case_rules", "alert_chains", "staff_acts", "counters", "answers", "answer_versions" })
        {
            var script = new Script();
            var all = script.Ask($"SELECT COUNT(*) FROM {new SqlText(table)}");
            counts.Add($"{table} {(await db.RunAsync(script))[all][0]}");
        }

        return string.Join(", ", counts);
    }

    private sealed record Left
    {
        [LinqToDB.Mapping.Column("n")] public long N { get; init; }
    }

    [GeneratedRegex(@"WHERE counters\.value = @p\d+ RETURNING", RegexOptions.None, 1000)]
    private static partial Regex SeenRevision();
}
