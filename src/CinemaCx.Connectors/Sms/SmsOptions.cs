using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.Sms;

/// <summary>The account at Tencent Cloud SMS (腾讯云短信); section <c>Sms</c>. Without a <see cref="SecretId"/> the channel is off.</summary>
public sealed class SmsOptions
{
    public const string Section = "Sms";

    /// <summary>Address of the API; <c>https://sms.intl.tencentcloudapi.com</c> for the international site.</summary>
    public string Endpoint { get; set; } = "https://sms.tencentcloudapi.com";

    /// <summary>SecretId of an API key that may send messages, from the console, "访问管理, API 密钥". Empty: no alerts go out by SMS.</summary>
    public string SecretId { get; set; } = "";

    /// <summary>The key's SecretKey.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Region the API is asked in.</summary>
    public string Region { get; set; } = "ap-guangzhou";

    /// <summary>SdkAppId of the application in the SMS console.</summary>
    public string SdkAppId { get; set; } = "";

    /// <summary>The approved signature (短信签名), without brackets.</summary>
    public string SignName { get; set; } = "";

    /// <summary>The approved template for words to staff.</summary>
    public string TemplateId { get; set; } = "";

    /// <summary>How many variables the template has; the words are spread over them in order.</summary>
    public int TemplateVariables { get; set; } = 1;

    /// <summary>How many characters one variable may hold: the console says it; accounts made since January 2024 begin with 6.</summary>
    public int VariableLength { get; set; } = 6;

    /// <summary>How long a call may take, in milliseconds.</summary>
    public int Timeout { get; set; } = 8000;
}

internal sealed class SmsOptionsValidation : IValidateOptions<SmsOptions>
{
    public ValidateOptionsResult Validate(string? name, SmsOptions options)
    {
        var found = new OptionFaults(SmsOptions.Section);
        if (string.IsNullOrWhiteSpace(options.SecretId))
            return found.Result();

        found.Address(nameof(options.Endpoint), options.Endpoint);
        found.Present(nameof(options.SecretKey), options.SecretKey, "the API key's SecretKey");
        found.Present(nameof(options.Region), options.Region, "such as ap-guangzhou");
        found.Present(nameof(options.SdkAppId), options.SdkAppId, "the application's SdkAppId");
        found.Present(nameof(options.SignName), options.SignName, "the approved signature");
        found.Present(nameof(options.TemplateId), options.TemplateId, "the approved template");
        if (options.TemplateVariables is < 1 or > 20)
            found.Add(nameof(options.TemplateVariables), "must be between 1 and 20.");
        if (options.VariableLength is < 1 or > 100)
            found.Add(nameof(options.VariableLength), "must be between 1 and 100.");
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }
}
