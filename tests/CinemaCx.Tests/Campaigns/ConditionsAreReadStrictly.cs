using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>An audience that means nothing is refused with the path of what is wrong, before anybody counts by it.</summary>
public sealed class ConditionsAreReadStrictly
{
    [Theory]
    [InlineData("""{"is":"orders","atLeast":2,"withinDays":90,"weekdays":[6,7],"dayParts":[{"from":"18:00","to":"02:00"}],"genres":["科幻"]}""", null)]
    [InlineData("""{"all":[{"is":"joined","from":"2026-01-01"},{"not":{"is":"phone-bound"}},{"any":[{"is":"tag","tag":"影迷"},{"is":"rated","leastStars":4}]}]}""", null)]
    [InlineData("""{"is":"last-order","moreThanDaysAgo":60,"withinDays":365}""", null)]
    [InlineData("""{"is":"consent","purpose":"marketing"}""", null)]
    [InlineData("{}", "$.is")]
    [InlineData("[]", "$")]
    [InlineData("\"all\"", "$")]
    [InlineData("""{"is":"rich"}""", "$.is")]
    [InlineData("""{"is":5}""", "$.is")]
    [InlineData("""{"all":[]}""", "$.all")]
    [InlineData("""{"any":{}}""", "$.any")]
    [InlineData("""{"all":[{"is":"everyone"}],"any":[{"is":"everyone"}]}""", "$.any")]
    [InlineData("""{"not":{"is":"everyone"},"is":"everyone"}""", "$.is")]
    [InlineData("""{"all":[{"is":"everyone"},{"not":{"is":"orders","atLeast":-1}}]}""", "$.all[1].not.atLeast")]
    [InlineData("""{"any":[{"is":"orders","atLeast":"2"}]}""", "$.any[0].atLeast")]
    [InlineData("""{"is":"orders","atLeast":3,"atMost":2}""", "$.atMost")]
    [InlineData("""{"is":"orders","atLeast":0}""", "$.atLeast")]
    [InlineData("""{"is":"orders","within":90}""", "$.within")]
    [InlineData("""{"is":"orders","weekdays":[0]}""", "$.weekdays[0]")]
    [InlineData("""{"is":"orders","dayParts":[{"from":"18:00"}]}""", "$.dayParts[0].to")]
    [InlineData("""{"is":"orders","dayParts":[{"from":"18:00","to":"18:00"}]}""", "$.dayParts[0]")]
    [InlineData("""{"is":"watched","filmIds":[]}""", "$.filmIds")]
    [InlineData("""{"is":"watched","genres":["科幻",""]}""", "$.genres[1]")]
    [InlineData("""{"is":"joined"}""", "$.from")]
    [InlineData("""{"is":"joined","from":"2026/01/01"}""", "$.from")]
    [InlineData("""{"is":"joined","from":"2026-02-01","until":"2026-01-01"}""", "$.until")]
    [InlineData("""{"is":"last-order"}""", "$.moreThanDaysAgo")]
    [InlineData("""{"is":"rated","leastStars":5,"mostStars":3}""", "$.mostStars")]
    [InlineData("""{"is":"tag"}""", "$.tag")]
    [InlineData("""{"is":"consent","purpose":"anything"}""", "$.purpose")]
    public void Each_fault_has_its_path(string tree, string? path)
    {
        if (path is null)
        {
            Assert.NotNull(Read(tree));
            return;
        }

        var refusal = Assert.Throws<Refusal>(() => Read(tree));
        Assert.Equal((422, "audience-invalid", path), (refusal.Status, refusal.Code, refusal.Parameters["path"]));
    }

    [Fact]
    public void Depth_and_number_are_limited()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", Audience.MostDepth)) + """{"is":"everyone"}""" + new string('}', Audience.MostDepth);
        var wide = $$"""{"any":[{{string.Join(',', Enumerable.Repeat("""{"is":"everyone"}""", Audience.MostConditions + 1))}}]}""";

        var tooDeep = Assert.Throws<Refusal>(() => Read(deep));
        Assert.EndsWith(".not", (string)tooDeep.Parameters["path"]!, StringComparison.Ordinal);
        var tooMany = Assert.Throws<Refusal>(() => Read(wide));
        Assert.Equal($"$.any[{Audience.MostConditions}]", tooMany.Parameters["path"]);
    }

    private static Audience Read(string tree) =>
        Audience.Read(JsonElement.Parse(tree), CampaignsModule.Conditions.ToDictionary(kind => kind.Name, StringComparer.Ordinal));
}
