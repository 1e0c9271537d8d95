using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CinemaCx.Connectors.Sms;

/// <summary>
/// TC3-HMAC-SHA256, how Tencent Cloud's API 3.0 is signed (page "签名方法 v3"): a canonical request is hashed, and a key made of date and service signs the hash.
/// </summary>
public static class Tc3Signature
{
    private const string Algorithm = "TC3-HMAC-SHA256";

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="service">First word of the API's host: <c>sms</c>.</param>
    /// <param name="method">HTTP method, upper case.</param>
    /// <param name="query">Query without its question mark, as sent.</param>
    /// <param name="headers">What is signed; <c>content-type</c> and <c>host</c> must be there. Values are compared in lower case.</param>
    /// <param name="timestamp">Unix seconds, as in <c>X-TC-Timestamp</c>; the platform takes five minutes of difference.</param>
    public static string Authorization(
        string secretId, string secretKey, string service, string method, string query, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, long timestamp)
    {
        var signed = headers.Select(h => (Name: h.Key.ToLowerInvariant(), Value: h.Value.Trim().ToLowerInvariant())).OrderBy(h => h.Name, StringComparer.Ordinal).ToList();
        var names = string.Join(';', signed.Select(h => h.Name));
        var request = string.Join('\n', method, "/", query, string.Concat(signed.Select(h => $"{h.Name}:{h.Value}\n")), names, Convert.ToHexStringLower(SHA256.HashData(body)));
        var date = DateTimeOffset.FromUnixTimeSeconds(timestamp).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var scope = $"{date}/{service}/tc3_request";
        var text = string.Join('\n', Algorithm, timestamp.ToString(CultureInfo.InvariantCulture), scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
        var key = Sign(Sign(Sign(Encoding.UTF8.GetBytes("TC3" + secretKey), date), service), "tc3_request");
        return $"{Algorithm} Credential={secretId}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(Sign(key, text))}";
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
