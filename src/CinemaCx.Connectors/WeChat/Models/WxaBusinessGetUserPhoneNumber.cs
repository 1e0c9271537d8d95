using System.Text.Json.Serialization;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChat.Models;

/// <summary><c>POST /wxa/business/getuserphonenumber</c>.</summary>
public sealed class WxaBusinessGetUserPhoneNumberRequest : WechatApiRequest
{
    /// <summary>The code of the button, not the one of <c>wx.login</c>.</summary>
    [JsonPropertyName("code")]
    public string Code { get; set; } = "";
}

/// <summary>Answer of <c>POST /wxa/business/getuserphonenumber</c>.</summary>
public sealed class WxaBusinessGetUserPhoneNumberResponse : WechatApiResponse
{
    public static class Types
    {
        public sealed class PhoneInfo
        {
            /// <summary>With the country's prefix for numbers outside mainland China.</summary>
            [JsonPropertyName("phoneNumber")]
            public string PhoneNumber { get; set; } = "";

            /// <summary>Without any prefix.</summary>
            [JsonPropertyName("purePhoneNumber")]
            public string PurePhoneNumber { get; set; } = "";

            /// <summary>A number on the wire today, a text in the older way of asking.</summary>
            [JsonPropertyName("countryCode")]
            [JsonConverter(typeof(TextOrNumberConverter))]
            public string CountryCode { get; set; } = "";

            [JsonPropertyName("watermark")]
            public Watermark? Watermark { get; set; }
        }
    }

    [JsonPropertyName("phone_info")]
    public Types.PhoneInfo? PhoneInfo { get; set; }
}

/// <summary>Says for which app, and when, the platform gave the data out.</summary>
public sealed class Watermark
{
    /// <summary>Unix seconds.</summary>
    [JsonPropertyName("timestamp")]
    public long Timestamp { get; set; }

    [JsonPropertyName("appid")]
    public string AppId { get; set; } = "";
}
