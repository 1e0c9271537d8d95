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
/// What the conditions of one audience ask the database for. Each source is a sub-select with at most one row per guest, joined to <c>g</c>, the row of
/// <c>guests</c>; conditions over the same rows share one, so that they are read once.
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

    /// <summary>Rows with a guest's id in them, one line per guest when grouped.</summary>
    /// <param name="key">The same key is the same source: what it reads must be the same too.</param>
    /// <param name="guest">The column of the guest's id.</param>
    /// <param name="from">FROM and its joins, without WHERE.</param>
    /// <param name="where">A condition.</param>
    internal Source Grouped(string key, SqlPiece guest, SqlPiece from, SqlPiece where)
    {
        var known = _sources.Find(s => s.Key == key);
        if (known is not null) return known;
        var made = new Source(key, "s" + (_sources.Count + 1).ToString(CultureInfo.InvariantCulture), guest, from, where);
        _sources.Add(made);
        return made;
    }

    /// <summary>A source for one condition alone.</summary>
    internal Source Alone(SqlPiece guest, SqlPiece from, SqlPiece where) => Grouped("alone " + _sources.Count.ToString(CultureInfo.InvariantCulture), guest, from, where);

    /// <summary>A condition on the slice, for what stands inside a source.</summary>
    internal SqlPiece InSlice(SqlPiece column) => _slice is null ? SqlPiece.Name("1 = 1") : _slice.On(column);

    internal SqlPiece Joins() => SqlPiece.Join("\n", _sources.Select(source => source.Join(InSlice(source.Guest), _slice is not null)));

    internal sealed class Source(string key, string alias, SqlPiece guest, SqlPiece from, SqlPiece where)
    {
        private readonly List<SqlPiece> _columns = [];

        public string Key { get; } = key;

        public SqlPiece Guest { get; } = guest;

        /// <summary>The guest's id; null where there are no rows of hers.</summary>
        public SqlPiece Id { get; } = SqlPiece.Name($"{alias}.guest_id");

        /// <summary>A column of the source.</summary>
        /// <param name="aggregate">COUNT(…), SUM(…), MAX(…).</param>
        public SqlPiece Column(SqlPiece aggregate)
        {
            _columns.Add(aggregate);
            return SqlPiece.Name($"{alias}.c{_columns.Count.ToString(CultureInfo.InvariantCulture)}");
        }

        public SqlPiece Join(SqlPiece inSlice, bool isSliced)
        {
            var columns = SqlPiece.Join("", _columns.Select((column, i) => SqlPiece.Of($", {column} AS {SqlPiece.Name($"c{(i + 1).ToString(CultureInfo.InvariantCulture)}")}")));
            var conditions = isSliced ? SqlPiece.Of($"{where} AND {inSlice}") : where;
            var name = SqlPiece.Name(alias);
            return SqlPiece.Of($"LEFT JOIN (SELECT {Guest} AS guest_id{columns} FROM {from} WHERE {conditions} GROUP BY {Guest}) {name} ON {name}.guest_id = g.id");
        }
    }
}

/// <summary>A condition as SQL over <c>g</c> and its sources. It comes out true or not true, never unknown, whichever way it is asked.</summary>
/// <param name="holds">False: it must not hold.</param>
public delegate SqlPiece AudienceTest(AudienceSources sources, bool holds);

/// <summary>
/// A kind of condition. Whoever knows something about guests registers kinds of its own; the tree, its limits and its statement stay as they are.
/// </summary>
/// <param name="Name">What a condition says in <c>is</c>; kebab-case.</param>
/// <param name="Read">Reads its other members; what it refuses names the path.</param>
public sealed record ConditionKind(string Name, Func<ConditionReader, AudienceTest> Read);
