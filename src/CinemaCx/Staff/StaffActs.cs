using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Staff;

/// <summary>That somebody of the staff did something. Rows are added, never changed.</summary>
[Table("staff_acts")]
public sealed record StaffActRow
{
    /// <summary>Sortable by time.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("happened_at")] public required DateTimeOffset HappenedAt { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }

    /// <summary>Kebab-case verb: <c>approve</c>.</summary>
    [Column("act")] public required string Act { get; init; }

    /// <summary>Kind of the thing, kebab-case: <c>campaign</c>.</summary>
    [Column("thing")] public required string Thing { get; init; }
    [Column("thing_id")] public required string ThingId { get; init; }

    /// <summary>The cinema it concerns; null: all of them.</summary>
    [Column("cinema_id")] public string? CinemaId { get; init; }

    /// <summary>JSON of what was changed or asked for; no personal data.</summary>
    [Column("change")] public required string Change { get; init; }
}

/// <param name="Change">What was changed or asked for.</param>
public sealed record StaffActView(string Id, DateTimeOffset At, string EmployeeId, string Who, string Act, string Thing, string ThingId, string? CinemaId, JsonElement Change);

/// <summary>Which lines of the log are wanted; what is null narrows nothing.</summary>
/// <param name="Thing">Kind of the thing, kebab-case.</param>
/// <param name="From">At or after.</param>
/// <param name="Before">Before.</param>
public sealed record StaffActFilter(string? Thing, string? EmployeeId, DateTimeOffset? From, DateTimeOffset? Before);

/// <summary>The log of what staff did: who, when, what, on which thing. It is written in the verb's own transaction, so there is no act without its line.</summary>
public sealed class StaffActs(Database database, TimeProvider time)
{
    private const int MostAtOnce = 200;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <param name="act">Kebab-case verb.</param>
    /// <param name="thing">Kind of the thing, kebab-case.</param>
    /// <param name="change">Serialised as JSON; an anonymous object will do. Ids and terms, never a phone number.</param>
    /// <param name="cinemaId">The cinema it concerns; null: all of them.</param>
    public static void Write(Script script, StaffMember by, string act, string thing, string thingId, object change, DateTimeOffset now, string? cinemaId = null) =>
        script.Do($"""
            INSERT INTO staff_acts (id, happened_at, employee_id, act, thing, thing_id, cinema_id, change)
            VALUES ({Id.New("act", now)}, {now}, {by.EmployeeId}, {act}, {thing}, {thingId}, {cinemaId}, {JsonSerializer.Serialize(change, Readable)})
            """);

    /// <summary>A line by itself, of something that is not kept in the database.</summary>
    public async Task WriteAsync(StaffMember by, string act, string thing, string thingId, object change, string? cinemaId, CancellationToken cancellation)
    {
        var script = new Script();
        Write(script, by, act, thing, thingId, change, time.Now(), cinemaId);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>Newest first.</summary>
    /// <param name="asking">Who has one cinema sees only what concerns it.</param>
    /// <param name="before">Only lines older than this one.</param>
    public async Task<IReadOnlyList<StaffActView>> ListAsync(
        StaffMember asking, string? thing, string? thingId, string? employeeId, string? before, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await (
            from act in db.GetTable<StaffActRow>()
            join employee in db.GetTable<EmployeeRow>() on act.EmployeeId equals employee.Id
            where (asking.CinemaId == null || act.CinemaId == asking.CinemaId)
                && (thing == null || act.Thing == thing) && (thingId == null || act.ThingId == thingId)
                && (employeeId == null || act.EmployeeId == employeeId) && (before == null || string.Compare(act.Id, before, StringComparison.Ordinal) < 0)
            orderby act.Id descending
            select new { act, employee.Name }).Take(MostAtOnce).ToListAsync(cancellation);
        return rows.ConvertAll(r => new StaffActView(
            r.act.Id, r.act.HappenedAt, r.act.EmployeeId, r.Name, r.act.Act, r.act.Thing, r.act.ThingId, r.act.CinemaId, JsonElement.Parse(r.act.Change)));
    }

    /// <summary>A page of the log, and how many lines there are on all pages.</summary>
    /// <param name="asking">Who has one cinema sees only what concerns it.</param>
    public async Task<(IReadOnlyList<StaffActView> Rows, long Total)> PageAsync(
        StaffMember asking, StaffActFilter filter, bool newestFirst, int skip, int take, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query =
            from act in db.GetTable<StaffActRow>()
            join employee in db.GetTable<EmployeeRow>() on act.EmployeeId equals employee.Id
            where (asking.CinemaId == null || act.CinemaId == asking.CinemaId)
                && (filter.Thing == null || act.Thing == filter.Thing) && (filter.EmployeeId == null || act.EmployeeId == filter.EmployeeId)
                && (filter.From == null || act.HappenedAt >= filter.From) && (filter.Before == null || act.HappenedAt < filter.Before)
            select new { act, employee.Name };
        var sorted = newestFirst ? query.OrderByDescending(q => q.act.Id) : query.OrderBy(q => q.act.Id);
        var rows = await sorted.Skip(skip).Take(take).ToListAsync(cancellation);
        return (
            rows.ConvertAll(r => new StaffActView(r.act.Id, r.act.HappenedAt, r.act.EmployeeId, r.Name, r.act.Act, r.act.Thing, r.act.ThingId, r.act.CinemaId, JsonElement.Parse(r.act.Change))),
            await query.LongCountAsync(cancellation));
    }
}
