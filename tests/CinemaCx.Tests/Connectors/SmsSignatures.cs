using System.Text;
using CinemaCx.Connectors.Sms;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>TC3-HMAC-SHA256 as the platform's own page works it out, and words cut to a template.</summary>
public sealed class SmsSignatures
{
    // The example pair of the page "签名方法 v3".
    private const string SecretId = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    private const string SecretKey = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

    [Theory]
    [InlineData(
        "POST", "", "application/json; charset=utf-8", """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""", 1551113065L, "2019-02-25",
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")]
    [InlineData(
        "GET", "Limit=10&Offset=0", "application/x-www-form-urlencoded", "", 1539084154L, "2018-10-09",
        "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474")]
    public void The_published_examples_come_out(string method, string query, string contentType, string body, long timestamp, string date, string signature)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Host"] = "cvm.tencentcloudapi.com", ["Content-Type"] = contentType };

        Assert.Equal(
            $"TC3-HMAC-SHA256 Credential={SecretId}/{date}/cvm/tc3_request, SignedHeaders=content-type;host, Signature={signature}",
            Tc3Signature.Authorization(SecretId, SecretKey, "cvm", method, query, headers, Encoding.UTF8.GetBytes(body), timestamp));
    }

    [Theory]
    [InlineData("C101 一星", 1, 20, "C101 一星")]
    [InlineData("C101 一星差评", 1, 6, "C101 …")]
    [InlineData("一二三四五六", 3, 6, "一二|三四|五六")]
    [InlineData("一二三四五六七八九十", 3, 2, "一二|三四|五…")]
    [InlineData("一", 3, 6, "一|。|。")]
    [InlineData("看 https://example.com/x?y=1 这里", 1, 20, "看 这里")]
    [InlineData("   ", 2, 6, "。|。")]
    [InlineData("a👨‍👩‍👧b", 1, 6, "a…")]
    public void Words_are_spread_over_the_templates_variables(string text, int variables, int length, string parts)
    {
        var spread = SmsWords.Spread(text, variables, length);

        Assert.Equal(parts.Split('|'), spread);
        Assert.All(spread, p => Assert.InRange(p.Length, 1, length));
    }
}
