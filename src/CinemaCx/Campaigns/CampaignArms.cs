using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Campaigns;

/// <summary>
/// Who hears of a campaign and who is held out to compare with, and which variant she gets: decided by a hash of campaign and guest, so that it is the same
/// whoever asks and however often, even in every part of the guests, and different from campaign to campaign.
/// </summary>
public static class CampaignArms
{
    /// <summary>She would have been told, and is not.</summary>
    public const string HoldOut = "hold-out";

    /// <param name="holdOutPercent">0 to 50.</param>
    /// <param name="variants">At least one; weights of 1 or more.</param>
    public static string Of(string campaignId, string guestId, int holdOutPercent, IReadOnlyList<CampaignVariant> variants)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(campaignId + "\n" + guestId), hash);
        if (Share(hash) * 100 < holdOutPercent) return HoldOut;
        // Another part of the hash: which variant she gets has nothing to do with whether she was held out.
        var point = Share(hash[8..]) * variants.Sum(v => v.Weight);
        foreach (var variant in variants)
        {
            point -= variant.Weight;
            if (point < 0) return variant.Name;
        }

        return variants[^1].Name;
    }

    /// <summary>0 up to 1, from 53 bits.</summary>
    private static double Share(ReadOnlySpan<byte> hash) => (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1L << 53);
}
