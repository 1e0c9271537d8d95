using System.Text.RegularExpressions;
using CinemaCx.Tests.SeatMaps;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>The page that explains a door's API comes from the door alone: a cinema's network may not reach anything else.</summary>
public sealed partial class TheReferencePage
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_loads_nothing_from_elsewhere(bool guest)
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var door = guest ? cinema.Http.BaseAddress!.ToString().TrimEnd('/') : cinema.StaffUrl;
        var page = (await cinema.Http.AskAsync(door + "/reference/")).ShouldBe(200);

        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.DoesNotMatch(Elsewhere(), page.Text);
        var scripts = Sources().Matches(page.Text).Select(m => m.Groups["path"].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts) (await cinema.Http.AskAsync(new Uri(new Uri(door + "/reference/"), script).ToString())).ShouldBe(200);
        (await cinema.Http.AskAsync(door + "/openapi/v1.json")).ShouldBe(200);
    }

    [GeneratedRegex("""(src|href|url|@import|from)\s*[=:(]?\s*["'(]?\s*(https?:)?//""")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""src="(?<path>[^"]+)["]""")]
    private static partial Regex Sources();
}
