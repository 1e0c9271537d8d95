using System.Text.RegularExpressions;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>Questions are edited: every publishing is a new edition, nothing changes an old one, and an answer stays with the one it was given to.</summary>
public sealed partial class EditionsOfTheSurvey
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_phone_is_asked_the_new_questions_and_an_answer_keeps_those_it_was_given_to(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (_, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Concession);
        using var early = new Phone(cinema);
        using var late = new Phone(cinema);
        var old = await early.OpenAsync("/s/" + code);

        var edition = await cinema.Service<PublishSurvey>().RunAsync(Draft("爆米花还香吗？", seen: 0), marketing, CancellationToken.None);
        cinema.FastForward(TimeSpan.FromSeconds(2));

        // Whoever had the page open before is kept with what she was shown.
        (await early.SubmitAsync(old, ("edition", EditionOf(old)), ("stars", "4"))).ShouldBe(303);
        Assert.Contains("卖品和服务还满意吗？", (await early.FollowAsync()).Text, StringComparison.Ordinal);
        var fresh = await late.OpenAsync("/s/" + code);
        Assert.Contains("爆米花还香吗？", fresh.Text, StringComparison.Ordinal);
        Assert.Contains("food-dear", fresh.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("staff-rude", fresh.Text, StringComparison.Ordinal);
        (await late.SubmitAsync(fresh, ("edition", EditionOf(fresh)), ("stars", "1"))).ShouldBe(303);
        Assert.Equal([null, edition.Id], (await cinema.AnswersAsync()).OrderByDescending(a => a.Stars).Select(a => a.EditionId));

        // A change, under yet another edition, leaves it where it is and shows what it was asked.
        await cinema.Service<PublishSurvey>().RunAsync(Draft("卖品好吃吗？", seen: 1), marketing, CancellationToken.None);
        cinema.FastForward(TimeSpan.FromSeconds(2));
        var again = await late.OpenAsync("/s/" + code);
        Assert.Contains("爆米花还香吗？", again.Text, StringComparison.Ordinal);
        (await late.SubmitAsync(again, ("edition", EditionOf(again)), ("stars", "2"))).ShouldBe(303);
        Assert.Equal(edition.Id, (await cinema.AnswersAsync()).Single(a => a.Stars == 2).EditionId);
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = code, stars = 3, edition = "srv_nobody" })).ShouldRefuse(422, "survey-edition-unknown");
        Assert.Equal([0, 1], (await cinema.Service<SurveyEditions>().HistoryAsync(SurveyPlace.Concession, null, CancellationToken.None)).Select(e => e.Answers));
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_cinema_may_ask_its_own_questions_and_give_them_up_again(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        await cinema.TouchpointAsync(TouchpointKind.Concession);
        await using var db = cinema.Database.Read();
        var places = await db.GetTable<TouchpointRow>().Where(t => t.Kind == TouchpointKind.Concession).OrderBy(t => t.Id).ToListAsync();
        var (_, headquarters) = await cinema.StaffAsync(StaffRole.Headquarters);
        var (_, manager) = await cinema.StaffAsync(StaffRole.SiteManager, places[0].CinemaId);
        var publish = cinema.Service<PublishSurvey>();

        await publish.RunAsync(Draft("大家都问的", seen: 0), headquarters, CancellationToken.None);
        await publish.RunAsync(Draft("本店自己问的", seen: 0) with { CinemaId = places[0].CinemaId }, manager, CancellationToken.None);
        Assert.Equal(["本店自己问的", "大家都问的"], [await TitleAsync(places[0]), await TitleAsync(places[1])]);
        await publish.RunAsync(Draft("", seen: 1) with { CinemaId = places[0].CinemaId, Form = null }, manager, CancellationToken.None);
        Assert.Equal("大家都问的", await TitleAsync(places[0]));

        foreach (var other in new[] { null, places[1].CinemaId })
            Assert.Equal("staff-not-allowed", (await Assert.ThrowsAsync<Refusal>(() => publish.RunAsync(Draft("越权", seen: 0) with { CinemaId = other }, manager, CancellationToken.None))).Code);
        var acts = await cinema.Service<StaffActs>().ListAsync(headquarters, "survey", null, null, null, CancellationToken.None);
        Assert.Equal(["withdraw", "publish", "publish"], acts.Select(a => a.Act));
        cinema.ShouldHaveGoneWell();

        async Task<string> TitleAsync(TouchpointRow at)
        {
            cinema.FastForward(TimeSpan.FromSeconds(2));
            return (await cinema.Service<SurveyEditions>().CurrentAsync(SurveyPlace.Concession, at.CinemaId, CancellationToken.None)).Form.Questions[0].Title;
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_editors_of_one_version_make_one_edition_and_the_others_are_told(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (_, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        for (var seen = 0; seen < 3; seen++)
        {
            var began = seen;
            var outcomes = await Crowd.AtOnceAsync(Crowd.Size, i => OutcomeAsync(cinema, Draft($"第 {i} 人的问法", began), marketing));

            Assert.Single(outcomes, o => o == "published");
            Assert.Equal(Crowd.Size - 1, outcomes.Count(o => o == "survey-changed-meanwhile"));
        }

        Assert.Equal([3L, 2, 1], (await cinema.Service<SurveyEditions>().HistoryAsync(SurveyPlace.Concession, null, CancellationToken.None)).Select(e => e.Version));
        Assert.Equal("survey-changed-meanwhile", await OutcomeAsync(cinema, Draft("跳过一版", seen: 7), marketing));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_version_they_would_overwrite_each_other(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (_, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        cinema.Database.RewriteSql = sql => SeenVersion().Replace(sql, "WHERE 1 = 1").Replace(
            "ON CONFLICT (place, scope, version) DO NOTHING", "ON CONFLICT (place, scope, version) DO UPDATE SET body = excluded.body", StringComparison.Ordinal);

        var outcomes = await Crowd.AtOnceAsync(Crowd.Size, i => OutcomeAsync(cinema, Draft($"第 {i} 人的问法", seen: 0), marketing));

        Assert.True(outcomes.Count(o => o == "published") > 1, "one was told nothing and lost what she wrote");
    }

    [Fact]
    public void The_questions_a_house_comes_with_are_within_the_limits_and_what_is_too_much_is_said()
    {
        foreach (var place in SurveyPlaces.All)
        {
            var form = SurveyPlaces.UsualForm(place);
            Assert.Empty(SurveyRules.Faults(form));
            for (var stars = 1; stars <= 5; stars++) Assert.InRange(SurveyRules.Seconds(form, stars), 8, SurveyRules.MostSeconds);
            Assert.InRange(SurveyRules.Promised(form), 10, 30);
        }

        var show = SurveyPlaces.UsualForm(SurveyPlace.Ticket);
        var everybody = show.Questions.Select(q => SurveyRules.Ask(q.Code) is { Kind: not "chips" } ask && ask.Code != "contact" ? q with { StarsAtLeast = 1, StarsAtMost = 5 } : q).ToList();
        Assert.Contains("打 1 星的观众会被问 6 题，最多 5 题", SurveyRules.Faults(new SurveyForm(everybody)));
        var many = show.Questions.Select(q => q.Code == "wrong" ? q with { Chips = [.. SurveyRules.ChipsFor("wrong").Take(16)], Title = "请您仔细回想一下今天有哪些地方不够好" } : q).ToList();
        Assert.Contains(SurveyRules.Faults(new SurveyForm(many)), f => f.StartsWith("打 3 星的观众约需", StringComparison.Ordinal));
        Fault("第一题必须是星级", [.. show.Questions.Skip(1)]);
        Fault("“文字留言”只能问一次", [.. show.Questions, show.Questions.Single(q => q.Code == "comment")]);
        Fault("“联系电话”只能问打 1 至 2 星的观众", [.. show.Questions.Select(q => q.Code == "contact" ? q with { StarsAtMost = 5 } : q)]);
        Fault("“满意之处”有不能用的选项", [.. show.Questions.Select(q => q.Code == "good" ? q with { Chips = [.. q.Chips, Survey.Chip("smell")!] } : q)]);
        Fault("“星级”的问法须为 1 至 20 个字", [show.Questions[0] with { Title = " " }]);

        static void Fault(string words, IReadOnlyList<SurveyQuestion> questions) => Assert.Contains(words, SurveyRules.Faults(new SurveyForm(questions)));
    }

    private static SurveyDraft Draft(string title, long seen) => new(
        SurveyPlace.Concession,
        null,
        new SurveyForm(
        [
            new SurveyQuestion("stars", "stars", title, 1, 5, []),
            new SurveyQuestion("wrong", "chips", "差在哪里？", 1, 3, [Survey.Chip("food-dear")!, Survey.Chip("food-slow")!]),
            new SurveyQuestion("comment", "text", "想说什么都行", 1, 5, []),
        ]),
        seen,
        "试试新问法");

    private static async Task<string> OutcomeAsync(Cinema cinema, SurveyDraft draft, StaffMember by)
    {
        try
        {
            await cinema.Service<PublishSurvey>().RunAsync(draft, by, CancellationToken.None);
            return "published";
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }

    private static string EditionOf(Answer page) => Edition().Match(page.Text).Groups["edition"].Value;

    [GeneratedRegex("name=\"edition\" value=\"(?<edition>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edition();

    [GeneratedRegex(@"WHERE \(SELECT COALESCE\(MAX\(version\), 0\)[^=]+= @p\d+ AND scope = @p\d+\) = @p\d+", RegexOptions.None, 1000)]
    private static partial Regex SeenVersion();
}
