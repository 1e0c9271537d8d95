using System.Text.Json;
using System.Text.RegularExpressions;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.Sms;

/// <summary>Action <c>SendSms</c>, version 2021-01-11 (page "发送短信"): each number has a status of its own.</summary>
internal sealed partial class SendSms(SmsSimulatorOptions options, PhoneBook phones)
{
    private const int MostNumbers = 200;
    private readonly RequestSignature _signature = new(options);

    public Answer Run(Call call)
    {
        if (_signature.Refuse(call) is { } refusal) return refusal;
        if (call.Header("X-TC-Action") != "SendSms") return SmsAnswers.Error("InvalidAction", "The requested action does not exist.");
        if (call.Header("X-TC-Version") != "2021-01-11") return SmsAnswers.Error("NoSuchVersion", "The version does not exist.");
        if (call.Header("X-TC-Region") is null) return SmsAnswers.Error("MissingParameter", "The request is missing a required parameter `Region`.");
        if (Body(call) is not { } body) return SmsAnswers.Error("InvalidParameter", "The body is no JSON object.");
        var numbers = Texts(body, "PhoneNumberSet");
        if (numbers.Count == 0) return SmsAnswers.Error("MissingParameter", "The request is missing a required parameter `PhoneNumberSet`.");
        if (numbers.Count > MostNumbers) return SmsAnswers.Error("LimitExceeded.PhoneNumberCountLimit", "the number of mobile phone numbers exceeds the limit");
        return SmsAnswers.Ok([.. numbers.Select(number => Deliver(call, body, number))]);
    }

    private object Deliver(Call call, JsonElement body, string number)
    {
        var parts = Texts(body, "TemplateParamSet");
        var context = Text(body, "SessionContext");
        var (code, message) = Fault(body, number, parts) ?? phones.Deliver(number, parts, context, call.At);
        var taken = code == "Ok";
        return new
        {
            SerialNo = taken ? "5000:" + WireText.RandomDigits(28) : "",
            PhoneNumber = number,
            Fee = taken ? 1 : 0,
            SessionContext = context,
            Code = code,
            Message = message,
            IsoCode = taken ? "CN" : "",
        };
    }

    private (string Code, string Message)? Fault(JsonElement body, string number, IReadOnlyList<string> parts)
    {
        if (Text(body, "SmsSdkAppId") != options.SdkAppId) return ("InvalidParameterValue.SdkAppIdNotExist", "sdkappid does not exist");
        if (Text(body, "SignName") != options.SignName) return ("FailedOperation.SignatureIncorrectOrUnapproved", "signature is incorrect or unapproved");
        var isMain = Text(body, "TemplateId") == options.TemplateId;
        var variables = isMain ? options.TemplateVariables : options.MoreTemplates.TryGetValue(Text(body, "TemplateId"), out var more) ? more : -1;
        if (variables < 0) return ("FailedOperation.TemplateIncorrectOrUnapproved", "template is incorrect or unapproved");
        if (parts.Count != variables || parts.Any(p => p.Length == 0))
            return ("FailedOperation.TemplateParamSetNotMatchApprovedTemplate", "request content does not match the template content");
        if (isMain && parts.Any(p => p.Length > options.VariableLength)) return ("InvalidParameterValue.TemplateParameterLengthLimit", "template parameter length exceeds the limit");
        if (parts.Any(p => p.Contains("://", StringComparison.Ordinal))) return ("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", "url is prohibited in template parameters");
        return Number().IsMatch(number) ? null : ("InvalidParameterValue.IncorrectPhoneNumber", "incorrect phone number");
    }

    private static JsonElement? Body(Call call)
    {
        try
        {
            using var document = JsonDocument.Parse(call.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IReadOnlyList<string> Texts(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : [];

    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
