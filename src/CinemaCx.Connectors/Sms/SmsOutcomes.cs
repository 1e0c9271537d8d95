using CinemaCx.Alerts;

namespace CinemaCx.Connectors.Sms;

/// <summary>What the platform's codes mean for a message (pages "发送短信" and "公共错误码"); codes are told apart by how they begin.</summary>
internal static class SmsOutcomes
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // This number gets nothing, however often it is tried: no number, or its owner does not want any.
    private static readonly string[] OfTheNumber =
    [
        "InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist", "FailedOperation.PhoneNumberParseFail", "LimitExceeded.AppCountryOrRegionInBlacklist",
        "UnsupportedOperation.",
    ];

    // Until somebody has mended account, signature or template, or filled up the balance.
    private static readonly string[] OfTheAccount =
    [
        "AuthFailure", "UnauthorizedOperation", "FailedOperation.Signature", "FailedOperation.Template", "FailedOperation.InsufficientBalance",
        "FailedOperation.ContainSensitiveWord", "FailedOperation.JsonParseFail", "FailedOperation.FailResolvePacket", "FailedOperation.MissingTemplate", "InvalidParameter", "MissingParameter",
        "UnknownParameter", "NoSuchVersion", "InvalidAction", "UnsupportedRegion",
    ];

    public static (ChatOutcome Outcome, TimeSpan? RetryAfter) Of(string code)
    {
        if (code == "Ok") return (ChatOutcome.Delivered, null);
        // The clocks differ by more than five minutes: it passes once they agree.
        if (code is "AuthFailure.SignatureExpire" or "InternalError.RequestTimeException") return (ChatOutcome.Later, HalfAMinute);
        if (Begins(code, OfTheNumber)) return (ChatOutcome.Unreachable, null);
        if (Begins(code, OfTheAccount)) return (ChatOutcome.Refused, null);
        if (code == "LimitExceeded.PhoneNumberThirtySecondLimit" || code == "LimitExceeded.DeliveryFrequencyLimit") return (ChatOutcome.Later, HalfAMinute);
        if (code.StartsWith("LimitExceeded", StringComparison.Ordinal)) return (ChatOutcome.Later, Hour);
        return (ChatOutcome.Later, code.StartsWith("RequestLimitExceeded", StringComparison.Ordinal) ? Second : null);
    }

    private static bool Begins(string code, string[] starts) => starts.Any(s => code.StartsWith(s, StringComparison.Ordinal));
}
