using System.Globalization;
using CinemaCx.Loyalty;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;

namespace CinemaCx.Campaigns;

/// <summary>Conditions over the guest herself: since when we know her, what she told us, how she is tagged, what she said of films.</summary>
internal static class GuestConditions
{
    public static readonly ConditionKind[] All =
    [
        new("everyone", _ => (_, holds) => SqlPiece.Name(holds ? "1 = 1" : "1 = 0")),
        new("joined", Joined),
        new("phone-bound", _ => (_, holds) => SqlPiece.Name(holds ? "g.phone_bound_at IS NOT NULL" : "g.phone_bound_at IS NULL")),
        new("birthday-month", BirthdayMonth),
        new("tier", Tiers),
        new("rated", Rated),
        new("consent", Consent),
        new("tag", reader => Held("guest_tags", "tag", [GuestTags.Read(reader.RequiredText("tag")) ?? throw reader.Wrong("tag", "标签应为 1 到 20 个字")])),
        new("saved-film", reader => Held("saved_films", "film_id", reader.Texts("filmIds") ?? throw reader.Wrong("filmIds", "不能为空"))),
    ];

    private static AudienceTest Joined(ConditionReader reader)
    {
        var (from, until) = (reader.Day("from"), reader.Day("until"));
        var (within, longAgo) = (reader.Number("withinDays", 1, 36600), reader.Number("moreThanDaysAgo", 1, 36600));
        if (from is null && until is null && within is null && longAgo is null) throw reader.Wrong("from", "请写明 from、until、withinDays 或 moreThanDaysAgo");
        if (from > until) throw reader.Wrong("until", "不能早于 from");
        if (within <= longAgo) throw reader.Wrong("withinDays", "应大于 moreThanDaysAgo");
        return (sources, holds) =>
        {
            List<SqlPiece> parts = [];
            if (from is { } f) parts.Add(SqlPiece.Of($"g.created_at >= {sources.Clock.Begin(f)}"));
            if (until is { } u) parts.Add(SqlPiece.Of($"g.created_at < {sources.Clock.Begin(u.AddDays(1))}"));
            if (within is { } w) parts.Add(SqlPiece.Of($"g.created_at >= {sources.DaysAgo(w)}"));
            if (longAgo is { } l) parts.Add(SqlPiece.Of($"g.created_at <= {sources.DaysAgo(l)}"));
            var all = SqlPiece.Join(" AND ", parts);
            return holds ? SqlPiece.Of($"({all})") : SqlPiece.Of($"NOT ({all})");
        };
    }

    private static AudienceTest Consent(ConditionReader reader)
    {
        var purpose = reader.RequiredText("purpose") switch
        {
            "marketing" => DataPurpose.Marketing,
            "profiling" => DataPurpose.Profiling,
            "research" => DataPurpose.Research,
            _ => throw reader.Wrong("purpose", "应为 marketing、profiling 或 research"),
        };
        return (_, holds) => SqlPiece.Of($"{SqlPiece.Name(holds ? "" : "NOT ")}{MessageReach.Consented(purpose)}");
    }

    private static AudienceTest BirthdayMonth(ConditionReader reader)
    {
        var months = reader.Numbers("months", 1, 12) ?? throw reader.Wrong("months", "不能为空");
        var words = months.Select(m => m.ToString("00", CultureInfo.InvariantCulture)).ToList();
        return (_, holds) => holds
            ? SqlPiece.Of($"(g.birthday IS NOT NULL AND substr(g.birthday, 1, 2) IN ({SqlPiece.List(words)}))")
            : SqlPiece.Of($"(g.birthday IS NULL OR substr(g.birthday, 1, 2) NOT IN ({SqlPiece.List(words)}))");
    }

    private static AudienceTest Tiers(ConditionReader reader)
    {
        var known = Enum.GetValues<Tier>().ToDictionary(t => StoredWord.Of(t), t => t, StringComparer.Ordinal);
        var words = reader.Texts("tiers") ?? throw reader.Wrong("tiers", "不能为空");
        if (words.FirstOrDefault(w => !known.ContainsKey(w)) is { } wrong) throw reader.Wrong("tiers", $"没有等级 {wrong}，可用：{string.Join('、', known.Keys)}");
        var hasStandard = words.Any(w => known[w] == Tier.Standard);
        // Whoever was never looked at is of the first tier: that one is told by not being of another.
        var looked = hasStandard ? known.Keys.Except(words, StringComparer.Ordinal).ToList() : words;
        if (looked.Count == 0) return (_, holds) => SqlPiece.Name(holds ? "1 = 1" : "1 = 0");
        return (sources, holds) =>
        {
            var rows = new GuestRows(SqlPiece.Name("h.guest_id"), SqlPiece.Name("tier_standings h"), SqlPiece.Of($"h.tier IN ({SqlPiece.List(looked)})"));
            return sources.Any(rows, holds != hasStandard);
        };
    }

    private static AudienceTest Rated(ConditionReader reader)
    {
        var range = NumberRange.Read(reader, "atLeast", "atMost", 10_000);
        var stars = (Least: reader.Number("leastStars", 1, 5) ?? 1, Most: reader.Number("mostStars", 1, 5) ?? 5);
        if (stars.Least > stars.Most) throw reader.Wrong("mostStars", "不能小于 leastStars");
        var within = reader.Number("withinDays", 1, 3660);
        var (films, cinemas) = (reader.Texts("filmIds"), reader.Texts("cinemaIds"));
        return (sources, holds) =>
        {
            List<SqlPiece> parts = [SqlPiece.Of($"a.guest_id IS NOT NULL AND a.stars >= {stars.Least} AND a.stars <= {stars.Most}")];
            if (within is { } days) parts.Add(SqlPiece.Of($"a.created_at >= {sources.DaysAgo(days)}"));
            if (films is not null) parts.Add(SqlPiece.Of($"a.film_id IN ({SqlPiece.List(films)})"));
            if (cinemas is not null) parts.Add(SqlPiece.Of($"a.cinema_id IN ({SqlPiece.List(cinemas)})"));
            var rows = new GuestRows(SqlPiece.Name("a.guest_id"), SqlPiece.Name("answers a"), SqlPiece.Join(" AND ", parts));
            return range.IsAny ? sources.Any(rows, holds) : range.Test(sources.Counted(rows, SqlPiece.Name("COUNT(*)")), holds);
        };
    }

    /// <summary>She has a row of the table with one of these values.</summary>
    private static AudienceTest Held(string table, string column, IReadOnlyList<string> values) => (sources, holds) => sources.Any(
        new GuestRows(SqlPiece.Name("h.guest_id"), SqlPiece.Name(table + " h"), SqlPiece.Of($"{SqlPiece.Name("h." + column)} IN ({SqlPiece.List(values)})")), holds);
}
