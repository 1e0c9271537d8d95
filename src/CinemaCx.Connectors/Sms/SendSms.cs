using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.Sms;

/// <summary><c>SendSms</c>, version 2021-01-11 (page "发送短信").</summary>
/// <param name="PhoneNumberSet">E.164, at most 200.</param>
/// <param name="TemplateParamSet">One text for each variable of the template.</param>
/// <param name="SessionContext">Comes back as it is; below 512 bytes.</param>
internal sealed record SendSmsRequest(
    IReadOnlyList<string> PhoneNumberSet, string SmsSdkAppId, string SignName, string TemplateId, IReadOnlyList<string> TemplateParamSet, string SessionContext);

/// <summary>Answers come under one member, with status 200 also when something is wrong.</summary>
internal sealed record SendSmsAnswer([property: JsonPropertyName("Response")] SendSmsResponse? Response);

internal sealed record SendSmsResponse(
    [property: JsonPropertyName("Error")] SmsError? Error,
    [property: JsonPropertyName("SendStatusSet")] IReadOnlyList<SmsStatus>? SendStatusSet,
    [property: JsonPropertyName("RequestId")] string? RequestId);

internal sealed record SmsError([property: JsonPropertyName("Code")] string? Code, [property: JsonPropertyName("Message")] string? Message);

/// <param name="Code"><c>Ok</c>, or why this number gets nothing.</param>
internal sealed record SmsStatus(
    [property: JsonPropertyName("SerialNo")] string? SerialNo,
    [property: JsonPropertyName("PhoneNumber")] string? PhoneNumber,
    [property: JsonPropertyName("Code")] string? Code,
    [property: JsonPropertyName("Message")] string? Message);
