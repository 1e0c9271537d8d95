using System.Globalization;
using System.Text.Json;
using CinemaCx.Cinemas;
using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

/// <summary>Whom an audience is narrowed to beside its own conditions.</summary>
/// <param name="CinemaId">Who bought at this cinema at least once; null: everybody.</param>
/// <param name="Also">Conditions over <c>g</c>, the row of <c>guests</c>, that must hold too.</param>
public sealed record AudienceLimits(string? CinemaId = null, IReadOnlyList<FormattableString>? Also = null)
{
    internal GuestSlice? Slice { get; init; }
}

/// <param name="PhoneMask">Her number with its middle hidden; null where she left none.</param>
/// <param name="Orders">How many she paid for.</param>
public sealed record SampledGuest(string GuestId, string? PhoneMask, DateTimeOffset JoinedAt, long Orders);

/// <summary>Looks at an audience as it is now: how many, and a few of them.</summary>
public sealed class AudienceQueries(Database database, IEnumerable<ConditionKind> kinds, TimeProvider time, IOptions<CampaignOptions> options)
{
    private readonly Dictionary<string, ConditionKind> _kinds = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>The clock that days are meant by.</summary>
    internal TimeZoneInfo House { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <exception cref="Refusal">422 <c>audience-invalid</c> with the path of what is wrong.</exception>
    public Audience Read(JsonElement tree) => Audience.Read(tree, _kinds);

    public async Task<long> SizeAsync(Audience audience, AudienceLimits limits, CancellationToken cancellation)
    {
        await using var db = await database.ReadWideAsync(cancellation);
        var who = await CompileAsync(db, audience, limits, time.Now(), cancellation);
        var script = new Script();
        script.Ask(SqlPiece.Of($"SELECT COUNT(*) {who}").Statement);
        return long.Parse((await db.RunAsync(script, cancellation))[0][0], CultureInfo.InvariantCulture);
    }

    /// <summary>Those who joined last, masked.</summary>
    public async Task<IReadOnlyList<SampledGuest>> SampleAsync(Audience audience, AudienceLimits limits, int count, CancellationToken cancellation)
    {
        await using var db = await database.ReadWideAsync(cancellation);
        var who = await CompileAsync(db, audience, limits, time.Now(), cancellation);
        var script = new Script();
        script.Ask(SqlPiece.Of($"SELECT g.id {who} ORDER BY g.id DESC LIMIT {count}").Statement);
        var ids = (await db.RunAsync(script, cancellation))[0];
        var guests = await db.GetTable<GuestRow>().Where(g => ids.Contains(g.Id)).ToListAsync(cancellation);
        var orders = await db.GetTable<OrderRow>().Where(o => ids.Contains(o.GuestId) && o.State == OrderState.Paid)
            .GroupBy(o => o.GuestId).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellation);
        return [.. guests.OrderByDescending(g => g.Id, StringComparer.Ordinal)
            .Select(g => new SampledGuest(g.Id, g.PhoneMask, g.CreatedAt, orders.Find(o => o.Key == g.Id)?.Count ?? 0))];
    }

    /// <summary>FROM … WHERE … over <c>g</c>.</summary>
    /// <param name="now">Periods count back from here.</param>
    internal async Task<SqlPiece> CompileAsync(DbSession db, Audience audience, AudienceLimits limits, DateTimeOffset now, CancellationToken cancellation)
    {
        var cinemas = await db.GetTable<CinemaRow>().ToListAsync(cancellation);
        var sources = new AudienceSources(now, new HouseClock(House, cinemas), limits.Slice);
        List<SqlPiece> also = [.. (limits.Also ?? []).Select(SqlPiece.Of)];
        if (limits.CinemaId is { } cinema) also.Add(OrderConditions.EverAt(cinema)(sources, true));
        return audience.Compile(sources, also);
    }
}
