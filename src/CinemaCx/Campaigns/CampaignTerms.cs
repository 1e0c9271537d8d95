using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Loyalty;
using LinqToDB.Mapping;

namespace CinemaCx.Campaigns;

public enum CampaignTriggerKind
{
    /// <summary>She saw a film: its showtime is over.</summary>
    [MapValue("after-film")] AfterFilm,

    /// <summary>老朋友: she has not bought for so many days.</summary>
    [MapValue("dormant")] Dormant,

    /// <summary>A film she saved can be bought now.</summary>
    [MapValue("presale")] Presale,

    /// <summary>A coupon of hers ends within so many days.</summary>
    [MapValue("coupon-expiring")] CouponExpiring,

    /// <summary>Her birthday is today or comes within so many days.</summary>
    [MapValue("birthday")] Birthday,

    /// <summary>She rose to another tier or fell.</summary>
    [MapValue("tier-changed")] TierChanged,
}

/// <summary>What makes a campaign speak to a guest, day after day, until it ends.</summary>
/// <param name="Days">Dormant: for so many, default 60. Coupon expiring: within so many, default 3. Birthday: within so many, default 0.</param>
/// <param name="FilmIds">After a film, presale: only these; null: any.</param>
/// <param name="DelayMinutes">After a film: so long after its end, default 30.</param>
/// <param name="Tiers">Tier changed: to one of these; null: to any.</param>
/// <param name="Until">The campaign ends by itself then; null: when somebody stops it.</param>
public sealed record CampaignTrigger(
    CampaignTriggerKind Kind, int? Days = null, IReadOnlyList<string>? FilmIds = null, int? DelayMinutes = null, IReadOnlyList<Tier>? Tiers = null,
    DateTimeOffset? Until = null);

/// <summary>What one part of the audience gets.</summary>
/// <param name="Name">One to twenty small letters, digits and hyphens, different from the others'.</param>
/// <param name="Template">Code or id of a message template.</param>
/// <param name="Values">
/// Words by name of its fields. <c>{film}</c> (after a film, presale), <c>{coupon}</c> and <c>{couponUntil}</c> (with a coupon) are filled in per guest, as
/// are those that messages know.
/// </param>
/// <param name="CouponTemplate">Id of a coupon template: the coupon is hers in the same moment; null: none.</param>
/// <param name="Weight">Its share beside the others'.</param>
public sealed record CampaignVariant(string Name, string Template, IReadOnlyDictionary<string, string> Values, string? CouponTemplate = null, int Weight = 1);

/// <summary>Everything a campaign is, apart from when it begins.</summary>
/// <param name="Audience">As <see cref="Campaigns.Audience"/> reads it.</param>
/// <param name="Variants">One to four.</param>
/// <param name="Trigger">Null: everybody at once, at a time.</param>
/// <param name="HoldOutPercent">0 to 50; default 10.</param>
/// <param name="MostGuests">No more than so many, hold-out included; null: no limit of its own.</param>
/// <param name="MeasureDays">What guests spend within so many days counts; 1 to 90, default 14.</param>
public sealed record CampaignTerms(
    JsonElement Audience,
    IReadOnlyList<CampaignVariant> Variants,
    CampaignTrigger? Trigger = null,
    int HoldOutPercent = 10,
    long? MostGuests = null,
    int MeasureDays = 14)
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static CampaignTerms Of(CampaignRow row) => JsonSerializer.Deserialize<CampaignTerms>(row.Terms, Stored)!;

    public string ToJson() => JsonSerializer.Serialize(this, Stored);
}
