namespace CinemaCx.Campaigns;

public sealed class CampaignOptions
{
    public const string Section = "Campaigns";

    /// <summary>A campaign that may reach more guests than this needs a second person's approval. Default 500.</summary>
    public int ApprovalAboveGuests { get; set; } = 500;

    /// <summary>A campaign whose coupons may cost more whole yuan than this needs a second person's approval. Default 5000.</summary>
    public int ApprovalAboveYuan { get; set; } = 5_000;

    /// <summary>How often campaigns with a trigger look for occasions. Default 1 minute.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>IANA name: the clock that the dates of conditions are meant by. Default <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";
}
