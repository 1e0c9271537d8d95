using CinemaCx.Feedback;
using Xunit;

namespace CinemaCx.Tests.Feedback;

public sealed class TheSurveysQuestions
{
    private static readonly string[] Categories = ["facility", "hygiene", "staff", "concession", "ticketing", "av", "other"];

    [Theory]
    [InlineData(null)]
    [InlineData(TouchpointKind.HallExit)]
    [InlineData(TouchpointKind.Washroom)]
    [InlineData(TouchpointKind.TicketMachine)]
    [InlineData(TouchpointKind.Concession)]
    public void Nobody_is_asked_more_than_five_and_the_stars_come_first(TouchpointKind? place)
    {
        var questions = SurveyForm.For(place).Questions;

        Assert.Equal("stars", questions[0].Kind);
        for (var stars = 1; stars <= 5; stars++) Assert.InRange(questions.Count(q => q.IsAskedAt(stars)), 3, SurveyForm.MostQuestions);
        // Only who was let down is asked for a number to be called at, and only of what went wrong.
        Assert.Contains(questions, q => q.Kind == "phone" && q.IsAskedAt(1) && !q.IsAskedAt(3));
        Assert.All(questions.Where(q => q.Code == "wrong").SelectMany(q => q.Chips), chip => Assert.False(chip.IsPraise));
        Assert.All(questions.Where(q => q.Code == "good").SelectMany(q => q.Chips), chip => Assert.True(chip.IsPraise));
    }

    [Fact]
    public void Every_chip_has_a_code_of_its_own_a_stage_there_is_and_a_category_there_is()
    {
        Assert.Equal(Survey.Chips.Count, Survey.Chips.Select(c => c.Code).Distinct().Count());
        Assert.All(Survey.Chips, chip =>
        {
            Assert.Contains(chip.Category, Categories);
            Assert.True(chip.Stage is null || Survey.IsStage(chip.Stage));
            Assert.InRange(chip.Label.Length, 2, 8);
        });
        Assert.Equal(["购票", "检票", "餐饮", "环境", "影音"], Survey.Stages.Select(s => s.Label));
    }
}
