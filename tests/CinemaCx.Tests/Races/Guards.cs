using System.Text.RegularExpressions;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Tests.Races;

/// <summary>
/// The guards of the house's statements, each as the rewriting that takes it out. A race that is still won fairly without its guard would prove nothing.
/// </summary>
internal static partial class Guards
{
    /// <summary>A seat is taken only when nobody has it.</summary>
    public static string SeatIsFree(string sql) => SeatGuard().Replace(sql, "WHERE seat_claims.held_until <= ${now} OR 1 = 1");

    /// <summary>Nobody holds seats of two orders.</summary>
    public static string GuestHoldsNothing(string sql) => GuestGuard().Replace(sql, "WHERE guest_holds.held_until <= ${now} OR 1 = 1");

    /// <summary>An idempotency key works once.</summary>
    public static string KeyIsNew(string sql) => KeyKept().Replace(
        sql.Replace("SELECT key FROM idempotency_keys WHERE", "SELECT key FROM idempotency_keys WHERE 1 = 0 AND", StringComparison.Ordinal)
            .Replace("ON CONFLICT (caller, key) DO NOTHING", "ON CONFLICT (caller, key) DO UPDATE SET answer = excluded.answer", StringComparison.Ordinal),
        "${kept} ON CONFLICT (caller, key) DO UPDATE SET answer = excluded.answer;");

    /// <summary>
    /// A ticket lets in once. SQLite takes one writer at a time, so that a scan cannot read what is about to change: there the reading itself is made
    /// as old as it can be with several writers.
    /// </summary>
    public static string TicketIsValid(string sql)
    {
        var without = sql.Replace("AND state = 'valid' RETURNING id", "RETURNING id", StringComparison.Ordinal);
        return without.Contains("[tickets]", StringComparison.Ordinal) && without.Contains("SELECT", StringComparison.Ordinal)
            ? TicketState().Replace(without, "'valid'")
            : without;
    }

    /// <summary>One guest for one open id.</summary>
    public static string GuestIsNew(string sql) => OpenIdGuard().Replace(sql, "");

    /// <summary>A seat that was given back is not given back again.</summary>
    public static string SeatIsNotRefunded(string sql) => sql.Replace("AND refund_id IS NULL AND seat IN", "AND seat IN", StringComparison.Ordinal);

    /// <summary>Takes a guard out of every statement of both doors from now on.</summary>
    public static void TakeOut(this Cinema cinema, Func<string, string> guard)
    {
        cinema.House.Guest.Services.GetRequiredService<Database>().RewriteSql = guard;
        cinema.House.Staff.Services.GetRequiredService<Database>().RewriteSql = guard;
    }

    [GeneratedRegex(@"WHERE seat_claims\.kind = 'hold' AND seat_claims\.held_until <= (?<now>@p\d+) AND seat_claims\.payment_id IS NULL", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeatGuard();

    [GeneratedRegex(@"WHERE guest_holds\.held_until <= (?<now>@p\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GuestGuard();

    [GeneratedRegex(@"(?<kept>INSERT INTO idempotency_keys [^;]+\));", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyKept();

    [GeneratedRegex(@"\[\w+\]\.\[state\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TicketState();

    [GeneratedRegex(@"ON CONFLICT \(open_id\) DO UPDATE SET [^\n]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OpenIdGuard();
}
