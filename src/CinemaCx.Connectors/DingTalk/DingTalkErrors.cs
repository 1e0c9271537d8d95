using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// What each failure means for a message. What is not known here is not delivered and is tried again. Sources: pages "服务端 API 错误码", "全局错误码",
/// and the help page on the monthly quota.
/// </summary>
internal static class DingTalkErrors
{
    private const string MonthlyQuota = "Forbidden.AccessDenied.ApiCountLimitForOrg";
    private const string LegacyMonthlyQuota = "90020";

    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeSpan NextSecond = TimeSpan.FromSeconds(1);

    private static readonly string[] TooFast =
        ["send.too.fast", "send.byToken.tooFast", "too.many.group", "too.many.people", "Forbidden.AccessDenied.QpsLimit", "Throttling", "90018", "90002"];

    private static readonly string[] NotAPerson = ["staffId.notExisted", "param.openSpaceIdInvalid", "user.notExist", "60121"];

    private static readonly string[] OurMistake = ["invalidParameter", "InvalidParameter", "param", "Missing", "miss.param", "robotCode", "robot.", "cardTemplate", "msgKey", "msgParam"];

    private static readonly string[] NoSuchCard = ["param.outTrackId", "card.notExist", "cardInstance", "param.cardInstance"];

    /// <param name="updating">Whether the call was to change a card: then a card that is not there is spent.</param>
    public static ChatReceipt Judge(DingTalkResponse response, DateTimeOffset now, bool updating = false)
    {
        var code = response.ErrorCode ?? "";
        var error = response.Describe();
        if (code is MonthlyQuota or LegacyMonthlyQuota)
            return Later(error, TillNextMonth(now));
        if (response.Status == 429 || StartsWithAny(code, TooFast))
            return Later(error, response.RetryAfter ?? NextSecond);
        if (StartsWithAny(code, NotAPerson))
            return new ChatReceipt(ChatOutcome.Unreachable, Error: error);
        if (updating && response.Status is 400 or 404 && StartsWithAny(code, NoSuchCard))
            return new ChatReceipt(ChatOutcome.Spent, Error: error);
        if (response.Status == 403 || (response.Status is 400 or 404 && StartsWithAny(code, OurMistake)))
            return new ChatReceipt(ChatOutcome.Refused, Error: error);
        return Later(error, response.RetryAfter);
    }

    /// <summary>Nothing came back that says what became of the call.</summary>
    public static ChatReceipt Silence(CommonException failure) => Later(failure.Message, retryAfter: null) with { Silent = true };

    public static ChatReceipt Later(string error, TimeSpan? retryAfter) => new(ChatOutcome.Later, Error: error, RetryAfter: retryAfter);

    /// <summary>The quota is counted by calendar months of China.</summary>
    public static TimeSpan TillNextMonth(DateTimeOffset now)
    {
        var there = now.ToOffset(China);
        return new DateTimeOffset(there.Year, there.Month, 1, 0, 0, 0, China).AddMonths(1) - now;
    }

    private static bool StartsWithAny(string code, string[] starts) =>
        starts.Any(start => code.StartsWith(start, StringComparison.Ordinal));
}
