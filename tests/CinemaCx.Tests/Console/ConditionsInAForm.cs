using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Console.Pages.Campaigns;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>What the form writes it can show again, word for word; what it has no words for it does not pretend to show.</summary>
public sealed class ConditionsInAForm
{
    private static readonly AudienceFields Fields = new([new CinemaView("cin_1", "01", "西溪店", "杭州", "文二西路", "Asia/Shanghai")]);

    public static TheoryData<string, string, string, string> Lines { get; } = new()
    {
        { "orders", "at-least", "2", "90" },
        { "orders", "at-most", "0", "" },
        { "watched", "at-least", "3", "" },
        { "spend", "at-least", "200.5", "30" },
        { "spend", "at-most", "99", "" },
        { "last-order", "ago", "60", "" },
        { "last-order", "within", "7", "" },
        { "joined", "within", "30", "" },
        { "joined", "ago", "365", "" },
        { "tier", "is", "银卡、金卡", "" },
        { "tier", "not", "普通会员", "" },
        { "tag", "is", "影迷", "" },
        { "tag", "not", "亲子", "" },
        { "genre", "is", "科幻、动画", "180" },
        { "cinema", "is", "西溪店", "" },
        { "cinema", "not", "西溪店", "365" },
        { "stars", "at-most", "2", "" },
        { "stars", "at-least", "4", "30" },
        { "consent", "is", "营销", "" },
        { "birthday", "is", "5、6", "" },
        { "phone", "is", "", "" },
        { "phone", "not", "", "" },
        { "everyone", "is", "", "" },
    };

    [Theory, MemberData(nameof(Lines))]
    public void A_line_comes_back_as_it_was_written_and_audiences_understand_it(string field, string op, string value, string days)
    {
        var row = new AudienceRow(field, op, value, days);

        var tree = Fields.Write(new AudienceLines(false, [row, new AudienceRow("everyone", "is")]));
        var read = Fields.Read(tree);

        Assert.NotNull(read);
        Assert.False(read.IsAll);
        Assert.Equal(row, read.Rows[0]);
        Assert.NotEmpty(AudienceFields.Say(row));
        CinemaCx.Campaigns.Audience.Read(tree, CinemaCx.Campaigns.CampaignsModule.Conditions.ToDictionary(c => c.Name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"all":[{"any":[{"is":"everyone"}]}]}""")]
    [InlineData("""{"is":"orders","atLeast":1,"atMost":3}""")]
    [InlineData("""{"is":"watched","filmIds":["flm_1"]}""")]
    [InlineData("""{"is":"rated","leastStars":4,"atLeast":2}""")]
    [InlineData("""{"not":{"all":[{"is":"everyone"}]}}""")]
    [InlineData("""{"is":"something-new"}""")]
    [InlineData("[]")]
    public void What_it_has_no_words_for_is_left_as_it_is(string tree) => Assert.Null(Fields.Read(JsonElement.Parse(tree)));

    [Theory]
    [InlineData("", "is", "", "", "请选择条件")]
    [InlineData("orders", "is", "2", "", "至少")]
    [InlineData("orders", "at-least", "两次", "", "次数应为整数")]
    [InlineData("tier", "is", "钻石", "", "银卡")]
    [InlineData("tier", "is", "金卡", "30", "不用填近几天")]
    [InlineData("cinema", "is", "东湖店", "", "东湖店")]
    [InlineData("spend", "at-least", "1.234", "", "金额")]
    public void A_line_that_makes_no_sense_is_refused_by_its_number(string field, string op, string value, string days, string why)
    {
        var refusal = Assert.Throws<Refusal>(() => Fields.Write(new AudienceLines(true, [new AudienceRow("everyone", "is"), new AudienceRow(field, op, value, days)])));

        Assert.Equal((422, "audience-invalid"), (refusal.Status, refusal.Code));
        Assert.StartsWith("第 2 个条件", refusal.Sentence, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Sentence, StringComparison.Ordinal);
    }
}
