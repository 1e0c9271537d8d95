using LinqToDB.Mapping;

namespace CinemaCx.Loyalty;

/// <summary>会员等级, lowest first: a higher tier has all rights of the lower ones.</summary>
public enum Tier
{
    /// <summary>普通会员: whoever left a phone number.</summary>
    [MapValue("standard")] Standard,

    /// <summary>银卡.</summary>
    [MapValue("silver")] Silver,

    /// <summary>金卡.</summary>
    [MapValue("gold")] Gold,
}

/// <summary>Rights that pay for one seat, once in a period.</summary>
public enum TierBenefit
{
    /// <summary>生日票: one seat for nothing, up to a cap, in the month of her birthday, once a year.</summary>
    [MapValue("birthday-ticket")] BirthdayTicket,

    /// <summary>特价票: one seat for the special price, once a month.</summary>
    [MapValue("monthly-ticket")] MonthlyTicket,
}

public static class TierWords
{
    public static string Name(Tier tier) => tier switch
    {
        Tier.Gold => "金卡",
        Tier.Silver => "银卡",
        _ => "普通会员",
    };

    public static string Name(TierBenefit benefit) => benefit == TierBenefit.BirthdayTicket ? "生日票" : "会员特价票";

    /// <param name="stored">As a column or an answer spells it; null: no member.</param>
    public static Tier? Read(string? stored) => stored switch
    {
        "gold" => Tier.Gold,
        "silver" => Tier.Silver,
        "standard" => Tier.Standard,
        _ => null,
    };

    /// <returns>Null when there is no such right.</returns>
    public static TierBenefit? ReadBenefit(string? stored) => stored switch
    {
        "birthday-ticket" => TierBenefit.BirthdayTicket,
        "monthly-ticket" => TierBenefit.MonthlyTicket,
        _ => null,
    };
}
