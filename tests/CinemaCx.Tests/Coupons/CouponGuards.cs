using System.Text.RegularExpressions;

namespace CinemaCx.Tests.Coupons;

/// <summary>The guards of coupons, each as the rewriting that takes it out.</summary>
internal static partial class CouponGuards
{
    /// <summary>What was issued counts against limit and budget.</summary>
    public static string IssuedIsCounted(string sql) => Counting().Replace(sql, "SET remaining = remaining");

    /// <summary>What she gives away counts against her allowance.</summary>
    public static string AllowanceIsSpent(string sql) =>
        sql.Replace("coupon_allowances.spent_fen + excluded.spent_fen <=", "0 * excluded.spent_fen <=", StringComparison.Ordinal);

    /// <summary>A source gives one coupon of each number; goes with the index.</summary>
    public static string SourceGivesOne(string sql) =>
        sql.Replace("ON CONFLICT (source_kind, source_id, nth) WHERE state <> 'revoked' DO NOTHING RETURNING id", "RETURNING id", StringComparison.Ordinal);

    /// <summary>A guest has so many of one template and no more.</summary>
    public static string GuestLimit(string sql) => sql.Replace("WHERE coupon_holders.coupons <", "WHERE 0 <", StringComparison.Ordinal);

    /// <summary>A code makes one guest happy.</summary>
    public static string CodeIsNobodys(string sql) => sql.Replace("AND guest_id IS NULL AND state = 'issued' RETURNING id", "AND state = 'issued' RETURNING id", StringComparison.Ordinal);

    /// <summary>
    /// A coupon is handed in once. Where writers stand in line, looking before writing would do by itself: it is made as old as it can be with several.
    /// </summary>
    public static string HandedOutOnce(string sql)
    {
        var without = UsedAtCounter().Replace(sql, "RETURNING id");
        return without.Contains("counter_code", StringComparison.Ordinal) && without.StartsWith("SELECT", StringComparison.Ordinal)
            ? StateRead().Replace(without, "'issued'")
            : without;
    }

    /// <summary>A coupon is with one order at a time.</summary>
    public static string CouponIsFree(string sql) => sql.Replace("AND state = 'issued' AND valid_from <=", "AND valid_from <=", StringComparison.Ordinal);

    /// <summary>An order gives back what it holds, not what it once held.</summary>
    public static string OrderHasIt(string sql) =>
        Holder().Replace(sql, "AND COALESCE");

    /// <summary>Who gives seats back is alone with the order. SQLite has one writer at a time and knows no other way.</summary>
    public static string AloneWithTheOrder(string sql) =>
        sql.StartsWith("SELECT id FROM orders", StringComparison.Ordinal) ? sql.Replace("FOR UPDATE", "", StringComparison.Ordinal) : sql;

    [GeneratedRegex(@"SET remaining = remaining - (1|@p\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counting();

    [GeneratedRegex(@"(?<=used_cinema_id[^;]*)AND state = 'issued' RETURNING id", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsedAtCounter();

    [GeneratedRegex(@"(\[\w+\]\.\[state\]|\b\w+\.state\b)(?!\s*=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StateRead();

    [GeneratedRegex(@"AND locked_by_order = @p\d+\s+AND COALESCE", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Holder();
}
