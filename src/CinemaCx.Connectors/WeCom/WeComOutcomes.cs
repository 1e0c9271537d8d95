using CinemaCx.Alerts;

namespace CinemaCx.Connectors.WeCom;

/// <summary>What an error code means for a message (page "全局错误码"). A code that nobody knows is not a delivery, but another try may be one.</summary>
internal static class WeComOutcomes
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(1);

    public static ChatOutcome OfSend(int errorCode) => errorCode switch
    {
        0 => ChatOutcome.Delivered,

        // The task id is used already: the first try did arrive, only its answer was lost. Ids are checked before they are sent.
        42014 => ChatOutcome.Delivered,

        81013 or 60111 or 60011 or 60003 or 60102 or 40003 or 40031 => ChatOutcome.Unreachable,
        82001 or 40008 or 40033 or 40058 or 43012 or 44001 or 44004 or 45002 or 45003 or 45004 or 47001 => ChatOutcome.Refused,
        _ when IsConfiguration(errorCode) => ChatOutcome.Refused,
        _ => ChatOutcome.Later,
    };

    /// <summary>
    /// The platform does not say by which code it refuses a response code that is used or too old. So whatever is neither passing nor about the person
    /// counts as spent: a fresh card then shows the present state, and is refused by itself should the content be at fault.
    /// </summary>
    public static ChatOutcome OfUpdate(int errorCode) => errorCode switch
    {
        0 => ChatOutcome.Delivered,
        -1 or 45009 or 45033 or 40001 => ChatOutcome.Later,
        81013 or 60111 or 60011 or 60003 or 60102 or 40003 or 40031 => ChatOutcome.Unreachable,
        _ when WeComTokens.IsAboutTheToken(errorCode) => ChatOutcome.Later,
        _ when IsConfiguration(errorCode) => ChatOutcome.Refused,
        _ => ChatOutcome.Spent,
    };

    /// <summary>A picture that is too old or was never there must be uploaded again.</summary>
    public static ChatOutcome OfPicture(int errorCode) => errorCode == 40007 ? ChatOutcome.Spent : OfSend(errorCode);

    public static ChatOutcome OfUpload(int errorCode) => errorCode switch
    {
        0 => ChatOutcome.Delivered,
        40004 or 40005 or 40006 or 40009 or 41005 or 44001 => ChatOutcome.Refused,
        _ when IsConfiguration(errorCode) => ChatOutcome.Refused,
        _ => ChatOutcome.Later,
    };

    /// <summary>A limit lasts as long as its window.</summary>
    public static TimeSpan? RetryAfter(int errorCode) => errorCode == 45009 ? RateWindow : null;

    private static bool IsConfiguration(int errorCode) => errorCode is 40013 or 40056 or 48002 or 60020 or 301002;
}
