using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>Only some of the guests: as a condition on whichever column holds a guest's id. Null in its place: all of them.</summary>
internal sealed record GuestSlice(Func<SqlPiece, SqlPiece> On)
{
    /// <param name="after">Ids greater than this one …</param>
    /// <param name="to">… up to this one.</param>
    public static GuestSlice Range(string after, string to) => new(column => SqlPiece.Of($"{column} > {after} AND {column} <= {to}"));

    public static GuestSlice These(IReadOnlyCollection<string> guestIds) => new(column => SqlPiece.Of($"{column} IN ({SqlPiece.List(guestIds)})"));
}

/// <summary>
/// What the conditions of one audience ask the database for beside <c>g</c>, the row of <c>guests</c>: whether rows of a guest are there, and, where more
/// than that is asked, sub-selects with at most one row per guest that are joined to hers.
/// </summary>
public sealed class AudienceSources
{
    private readonly List<Source> _sources = [];
    private readonly GuestSlice? _slice;

    internal AudienceSources(DateTimeOffset now, HouseClock clock, GuestSlice? slice) => (Now, Clock, _slice) = (now, clock, slice);

    /// <summary>The moment the audience is looked at.</summary>
    public DateTimeOffset Now { get; }

    internal HouseClock Clock { get; }

    /// <summary>So many days before <see cref="Now"/>.</summary>
    public DateTimeOffset DaysAgo(long days) => Now.AddDays(-days);

    /// <summary>Rows of the guest's are there. Never unknown.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="holds">False: none is there.</param>
    internal SqlPiece Any(GuestRows rows, bool holds)
    {
        var inSlice = _slice is null ? SqlPiece.Name("") : SqlPiece.Of($" AND {_slice.On(rows.Guest)}");
        return SqlPiece.Of($"{SqlPiece.Name(holds ? "" : "NOT ")}EXISTS (SELECT 1 FROM {rows.From} WHERE {rows.Guest} = g.id AND {rows.Where}{inSlice})");
    }

    /// <summary>Something counted over a guest's rows; null where she has none.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="aggregate">COUNT(…), SUM(…), MAX(…).</param>
    internal SqlPiece Counted(GuestRows rows, SqlPiece aggregate)
    {
        var alias = "s" + (_sources.Count + 1).ToString(CultureInfo.InvariantCulture);
        _sources.Add(new Source(alias, rows, aggregate));
        return SqlPiece.Name(alias + ".counted");
    }

    /// <summary>A condition on the slice.</summary>
    internal SqlPiece InSlice(SqlPiece column) => _slice is null ? SqlPiece.Name("1 = 1") : _slice.On(column);

    internal SqlPiece Joins() => SqlPiece.Join("\n", _sources.Select(source =>
    {
        var (name, rows) = (SqlPiece.Name(source.Alias), source.Rows);
        var where = _slice is null ? rows.Where : SqlPiece.Of($"{rows.Where} AND {_slice.On(rows.Guest)}");
        return SqlPiece.Of($"""
            LEFT JOIN (SELECT {rows.Guest} AS guest_id, {source.Aggregate} AS counted FROM {rows.From} WHERE {where} GROUP BY {rows.Guest}) {name} ON {name}.guest_id = g.id
            """);
    }));

    private sealed record Source(string Alias, GuestRows Rows, SqlPiece Aggregate);
}

/// <summary>Rows with a guest's id in them.</summary>
/// <param name="Guest">The column of the guest's id.</param>
/// <param name="From">FROM and its joins, without WHERE.</param>
/// <param name="Where">A condition.</param>
internal sealed record GuestRows(SqlPiece Guest, SqlPiece From, SqlPiece Where);

/// <summary>A condition as SQL over <c>g</c> and its sources. It comes out true or not true, never unknown, whichever way it is asked.</summary>
/// <param name="holds">False: it must not hold.</param>
public delegate SqlPiece AudienceTest(AudienceSources sources, bool holds);

/// <summary>
/// A kind of condition. Whoever knows something about guests registers kinds of its own; the tree, its limits and its statement stay as they are.
/// </summary>
/// <param name="Name">What a condition says in <c>is</c>; kebab-case.</param>
/// <param name="Read">Reads its other members; what it refuses names the path.</param>
public sealed record ConditionKind(string Name, Func<ConditionReader, AudienceTest> Read);
