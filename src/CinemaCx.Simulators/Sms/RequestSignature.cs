using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.Sms;

/// <summary>Checks TC3-HMAC-SHA256 over the request as it arrived (page "签名方法 v3").</summary>
internal sealed class RequestSignature(SmsSimulatorOptions options)
{
    private const int ClockTolerance = 300;

    /// <returns>Null when the signature holds.</returns>
    public Answer? Refuse(Call call)
    {
        if (call.Header("X-TC-Timestamp") is not { } stamp || !long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return SmsAnswers.Error("MissingParameter", "The request is missing a required parameter `Timestamp`.");
        if (call.Header("Authorization") is not { } header || Parts(header) is not { } sent)
            return SmsAnswers.Error("AuthFailure.InvalidAuthorization", "The Authorization header is not in the documented form.");
        if (sent.SecretId != options.SecretId) return SmsAnswers.Error("AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct.");
        if (Math.Abs(call.At.ToUnixTimeSeconds() - seconds) > ClockTolerance) return SmsAnswers.Error("AuthFailure.SignatureExpire", "The provided credentials could not be validated because of exceeding request time limits.");
        var names = sent.Headers.Split(';');
        return names.Contains("content-type", StringComparer.Ordinal) && names.Contains("host", StringComparer.Ordinal) && Holds(call, seconds, names, sent.Signature, sent.Scope)
            ? null
            : SmsAnswers.Error("AuthFailure.SignatureFailure", "The provided credentials could not be validated. Please check your signature is correct.");
    }

    private bool Holds(Call call, long seconds, string[] names, string signature, string scope)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (scope != $"{date}/sms/tc3_request") return false;
        var canonical = new StringBuilder().Append(call.Method).Append("\n/\n").Append(call.Http.Request.QueryString.Value?.TrimStart('?')).Append('\n');
        foreach (var name in names) canonical.Append(name).Append(':').Append((call.Header(name) ?? "").Trim().ToLowerInvariant()).Append('\n');
        canonical.Append('\n').Append(string.Join(';', names)).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(call.Body)));
        var text = $"TC3-HMAC-SHA256\n{seconds.ToString(CultureInfo.InvariantCulture)}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = new[] { date, "sms", "tc3_request" }.Aggregate(Encoding.UTF8.GetBytes("TC3" + options.SecretKey), (k, word) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(word)));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))), Encoding.UTF8.GetBytes(signature));
    }

    private static (string SecretId, string Scope, string Headers, string Signature)? Parts(string header)
    {
        const string Algorithm = "TC3-HMAC-SHA256 ";
        if (!header.StartsWith(Algorithm, StringComparison.Ordinal)) return null;
        var parts = header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        return parts.TryGetValue("Credential", out var credential) && parts.TryGetValue("SignedHeaders", out var headers) && parts.TryGetValue("Signature", out var signature)
            && credential.Split('/', 2) is [var id, var scope]
            ? (id, scope, headers, signature)
            : null;
    }
}
