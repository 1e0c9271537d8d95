using CinemaCx.Campaigns;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Hold-out and variants are decided by a hash: the same whenever it is asked, even everywhere, new in each campaign.</summary>
public sealed class WhoIsHeldOut
{
    private const int Guests = 20_000;
    private static readonly Dictionary<string, string> NoValues = [];
    private static readonly CampaignVariant[] Two = [new("a", "t", NoValues), new("b", "t", NoValues, Weight: 3)];
    private static readonly string[] Ids = [.. Enumerable.Range(0, Guests).Select(i => Id.New("gst", DateTimeOffset.UnixEpoch.AddMinutes(i)))];

    [Fact]
    public void Asking_again_gives_the_same() => Assert.All(Ids.Take(500), id => Assert.Equal(CampaignArms.Of("cmp_1", id, 10, Two), CampaignArms.Of("cmp_1", id, 10, Two)));

    [Fact]
    public void Shares_are_as_they_were_asked_for()
    {
        var arms = Ids.CountBy(id => CampaignArms.Of("cmp_1", id, 10, Two)).ToDictionary();

        // Four standard deviations.
        Assert.InRange(arms[CampaignArms.HoldOut], 2_000 - 170, 2_000 + 170);
        Assert.InRange(arms["a"], 4_500 - 240, 4_500 + 240);
        Assert.InRange(arms["b"], 13_500 - 270, 13_500 + 270);
    }

    [Fact]
    public void Early_and_late_guests_are_held_out_alike()
    {
        var tenths = Ids.Chunk(Guests / 10).Select(tenth => tenth.Count(id => CampaignArms.Of("cmp_1", id, 10, Two) == CampaignArms.HoldOut)).ToList();

        // Chi-square with ten degrees of freedom: above 30 once in a thousand.
        Assert.InRange(tenths.Sum(n => (n - 200.0) * (n - 200.0) / (200 * 0.9)), 0, 30);
    }

    [Fact]
    public void Who_is_held_out_of_one_campaign_is_not_of_the_next()
    {
        var both = Ids.Count(id => CampaignArms.Of("cmp_1", id, 10, Two) == CampaignArms.HoldOut && CampaignArms.Of("cmp_2", id, 10, Two) == CampaignArms.HoldOut);

        Assert.InRange(both, 200 - 60, 200 + 60);
    }

    [Fact]
    public void A_share_of_nothing_holds_nobody_out() => Assert.DoesNotContain(CampaignArms.HoldOut, Ids.Select(id => CampaignArms.Of("cmp_1", id, 0, Two)));
}
