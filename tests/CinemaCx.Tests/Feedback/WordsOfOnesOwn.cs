using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Feedback;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>Chips and questions a cinema has thought of itself: from the editor to the guest, her answer, the case and the card.</summary>
public sealed class WordsOfOnesOwn
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_invented_chip_reaches_the_guest_her_answer_the_case_and_the_card(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        using var manager = await ConsoleVisitor.SignedInAsync(cinema, "chenming");
        var her = (await cinema.Service<StaffDirectory>().FindAsync("wecom", "chenming", default))!;
        var published = await manager.PostAsync(
            "/console/surveys/hall-exit/publish", "/console/surveys/hall-exit",
            ("cinema", her.CinemaId!), ("seen", "0"), ("act", "publish"),
            ("title-stars", "这场感觉如何？"),
            ("ask-wrong", "on"), ("title-wrong", "哪里不好？"), ("from-wrong", "1"), ("to-wrong", "3"), ("order-wrong", "1"), ("chip-wrong", "too-cold"),
            ("words-wrong-0", "滑梯有毛刺"), ("stands-wrong-0", "facility"),
            ("ask-comment", "on"), ("title-comment", "还想说什么？"), ("from-comment", "1"), ("to-comment", "5"), ("order-comment", "4"),
            ("own-title-0", "和谁一起来？"), ("own-kind-0", "chips"), ("own-from-0", "1"), ("own-to-0", "5"), ("own-order-0", "2"), ("words-own-0-0", "带孩子"), ("words-own-0-1", "和朋友"),
            ("own-title-1", "亲子设施打几分？"), ("own-kind-1", "score"), ("own-from-1", "1"), ("own-to-1", "5"), ("own-order-1", "3"));
        published.ShouldBe(302);
        (await manager.GetAsync("/console/surveys/hall-exit")).ShouldSay("和谁一起来？");
        cinema.FastForward(TimeSpan.FromSeconds(2));

        var code = await cinema.ExitAsync();
        using var phone = new Phone(cinema);
        var page = await phone.OpenAsync("/s/" + code);
        foreach (var words in new[] { "滑梯有毛刺", "和谁一起来？", "带孩子", "亲子设施打几分？" }) Assert.Contains(words, page.Text, StringComparison.Ordinal);
        var form = (await cinema.Service<SurveyEditions>().CurrentAsync(SurveyPlace.HallExit, her.CinemaId!, default)).Form;
        var chip = form.Questions.Single(q => q.Code == "wrong").Chips.Single(c => c.Label == "滑梯有毛刺");
        var child = form.Questions.Single(q => q.IsOwn && q.Kind == "chips").Chips[0];
        var score = form.Questions.Single(q => q.Kind == "score");
        Assert.Equal(["stars", "wrong", "chips", "score", "comment"], form.Questions.Select(q => q.IsOwn ? q.Kind : q.Code));

        var edition = (await cinema.Service<SurveyEditions>().CurrentAsync(SurveyPlace.HallExit, her.CinemaId!, default)).Name;
        (await phone.SubmitAsync(page, ("edition", edition), ("stars", "1"), ("asked", "chips"), ("chip", child.Code), ("chip", chip.Code), ("own-" + score.Code, "2"), ("step", "more"))).ShouldBe(303);
        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal([child.Code, chip.Code], answer.ChipCodes);
        Assert.Equal("2", answer.OwnSaid[score.Code]);

        // Whom she came with makes no case; what was bad does, of the category the manager gave it.
        var row = await cinema.OneCaseAsync();
        Assert.Equal("facility", row.Category);
        await cinema.Phone("lijing").SeesAsync(c => JsonSerializer.Serialize(c.Card, Plain).Contains("滑梯有毛刺", StringComparison.Ordinal), "the chip on the card");
        (await manager.GetAsync($"/console/cases/{row.Name}")).ShouldBe(200).ShouldSay("滑梯有毛刺").ShouldSay("亲子设施打几分？").ShouldSay("2 / 5");

        // Another edition without it: the answer keeps what she saw, and nobody new may say it.
        (await manager.PostAsync(
            "/console/surveys/hall-exit/publish", "/console/surveys/hall-exit", ("cinema", her.CinemaId!), ("seen", "1"), ("act", "publish"), ("title-stars", "感觉如何？"))).ShouldBe(302);
        cinema.FastForward(TimeSpan.FromSeconds(2));
        var view = (await cinema.Service<FeedbackQueries>().FindAsync(answer.Id, default))!;
        Assert.Equal(["带孩子", "滑梯有毛刺"], view.Tapped.Select(c => c.Label));
        Assert.Equal(["facility"], view.Categories);
        (await cinema.AnswersAsync(code, 1, chips: [chip.Code])).ShouldRefuse(422, "chip-unknown");
        cinema.ShouldHaveGoneWell();
    }

    [Fact]
    public void The_same_words_have_the_same_code_and_what_breaks_the_limits_is_said()
    {
        var chip = OwnWords.Chip(new OwnChip("滑梯有毛刺", "facility", IsPraise: false));
        Assert.Equal(chip, OwnWords.Chip(new OwnChip("滑梯有毛刺", "facility", IsPraise: false)));
        Assert.NotEqual(chip.Code, OwnWords.Chip(new OwnChip("滑梯有毛刺", "hygiene", IsPraise: false)).Code);
        Assert.Equal(["facility"], Survey.CategoriesOf([OwnWords.Chip(new OwnChip("真好", "av", IsPraise: true)).Code, chip.Code, OwnWords.Chip(new OwnChip("带孩子", OwnWords.None, IsPraise: false)).Code]));
        Assert.Empty(Survey.CategoriesOf(["own-nonsense-123", "own-", "ownplus-av-1", "own"]));
        var stars = new SurveyQuestion("stars", "stars", "如何？", 1, 5, []);
        SurveyChip[] two = [Survey.Chip("too-cold")!, chip];
        SurveyQuestion Wrong(params SurveyChip[] chips) => new("wrong", "chips", "哪里不好？", 1, 3, chips);
        Assert.Empty(SurveyRules.Faults(new SurveyForm([stars, Wrong(two)])));
        Says("须有 2 至", OwnWords.Ask("chips", "哪里不好？", 1, 5, [chip]));
        Says("选项有重复", Wrong(chip, chip));
        Says("自拟选项须为 1 至 8 个字", Wrong([.. two, OwnWords.Chip(new OwnChip("这个选项写得实在太长", "av", IsPraise: false))]));
        Says("自拟选项须选择类别", Wrong([.. two, OwnWords.Chip(new OwnChip("没有类别", OwnWords.None, IsPraise: false))]));
        Says("有不认识的题目", OwnWords.Ask("essay", "写一篇", 1, 5, []));
        Says("自拟题目最多 3 题", [.. Enumerable.Range(0, 4).Select(i => OwnWords.Ask("score", $"第 {i} 问", 1, 5, []))]);
        Says("只能问一次", OwnWords.Ask("score", "几分？", 1, 5, []), OwnWords.Ask("score", "几分？", 1, 5, []));

        void Says(string words, params SurveyQuestion[] questions) =>
            Assert.Contains(SurveyRules.Faults(new SurveyForm([stars, .. questions])), f => f.Contains(words, StringComparison.Ordinal));
    }
}
