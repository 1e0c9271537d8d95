using System.Globalization;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB.Mapping;

namespace CinemaCx.Campaigns;

public enum GuestSort
{
    /// <summary>Who joined last comes first.</summary>
    Newest,

    /// <summary>Who has most points; who never had any is left out.</summary>
    Points,

    /// <summary>Who spent most in twelve months; who was never looked at is left out.</summary>
    Spend,
}

/// <summary>Which guests are wanted.</summary>
/// <param name="Tier">Members of this tier.</param>
/// <param name="LeastPoints">So many or more.</param>
/// <param name="MostPoints">So many or fewer.</param>
/// <param name="Tag">Given by hand.</param>
/// <param name="CinemaId">Who bought at this cinema at least once; null: everybody.</param>
/// <param name="OnlyMembers">Who left a phone number.</param>
public sealed record GuestFilter(Tier? Tier = null, long? LeastPoints = null, long? MostPoints = null, string? Tag = null, string? CinemaId = null, bool OnlyMembers = false);

/// <param name="PhoneMask">Her number with its middle hidden; null where she left none.</param>
/// <param name="Tier">Null while she is no member.</param>
/// <param name="Spend">Of the twelve months before she was last looked at.</param>
public sealed record GuestLine(string Id, string? PhoneMask, DateTimeOffset JoinedAt, Tier? Tier, long Points, Fen Spend, long Visits);

/// <param name="Count">How many there are, up to <see cref="GuestDirectory.MostCounted"/> and one more.</param>
public sealed record GuestPage(IReadOnlyList<GuestLine> Guests, long Count);

/// <summary>Guests as staff look for them. Who has one cinema finds those who bought there and nobody else.</summary>
public sealed class GuestDirectory(Database database, Guests guests)
{
    /// <summary>More than so many are not counted: nobody reads on so far, and counting all would take longer than finding the first.</summary>
    public const int MostCounted = 1_000;

    /// <param name="skip">How many come before.</param>
    public async Task<GuestPage> ListAsync(StaffMember asking, GuestFilter filter, GuestSort sort, int skip, int take, CancellationToken cancellation)
    {
        var (from, where) = (From(filter, sort), Where(filter with { CinemaId = asking.CinemaId ?? filter.CinemaId }));
        var order = SqlPiece.Name(sort switch
        {
            GuestSort.Points => "p.balance DESC, g.id DESC",
            GuestSort.Spend => "t.spend_fen DESC, g.id DESC",
            _ => "g.id DESC",
        });
        await using var db = database.Read();
        var rows = await db.ListAsync<LineRow>(
            SqlPiece.Of($"""
                SELECT g.id, g.phone_mask, g.created_at, CASE WHEN g.phone_bound_at IS NULL THEN NULL ELSE COALESCE(t.tier, 'standard') END AS tier,
                    COALESCE(p.balance, 0) AS points, COALESCE(t.spend_fen, 0) AS spend, COALESCE(t.visits, 0) AS visits
                {from} {where} ORDER BY {order} LIMIT {take} OFFSET {skip}
                """).Statement,
            cancellation);
        var script = new Script();
        script.Ask(SqlPiece.Of($"SELECT COUNT(*) FROM (SELECT g.id {from} {where} LIMIT {MostCounted + 1}) c").Statement);
        var count = long.Parse((await db.RunAsync(script, cancellation))[0][0], CultureInfo.InvariantCulture);
        return new GuestPage(rows.ConvertAll(r => r.ToLine()), count);
    }

    /// <summary>By her exact number or her id.</summary>
    /// <param name="typed">As somebody types it.</param>
    /// <returns>None when there is nobody, or nobody who is for the asking to see.</returns>
    public async Task<IReadOnlyList<GuestRow>> FindAsync(StaffMember asking, string typed, CancellationToken cancellation)
    {
        var text = typed.Trim();
        if (text.Length is 0 or > 64 || text.Contains('\0')) return [];
        IReadOnlyList<GuestRow> found = text.StartsWith("gst_", StringComparison.Ordinal)
            ? await guests.FindAllAsync([text], cancellation)
            : PhoneText.ToE164(text) is { } phone ? [.. (await guests.FindByPhonesAsync([phone], cancellation))[phone]] : [];
        return await AllowedAsync(asking, found, cancellation);
    }

    /// <exception cref="Refusal">404 <c>guest-not-found</c>, also when she is for another cinema's people to see.</exception>
    public async Task<GuestRow> RequireAsync(StaffMember asking, string guestId, CancellationToken cancellation)
    {
        if (guestId.Contains('\0')) throw MemberRefusals.UnknownGuest();
        var found = await AllowedAsync(asking, await guests.FindAllAsync([guestId], cancellation), cancellation);
        return found.Count == 1 ? found[0] : throw MemberRefusals.UnknownGuest();
    }

    /// <summary>A list as somebody pastes it: numbers or ids, one a line.</summary>
    /// <returns>Whose they are, in their order, each once; and the lines that lead to nobody.</returns>
    public async Task<(IReadOnlyList<string> GuestIds, IReadOnlyList<string> Unknown)> ResolveAsync(StaffMember asking, IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var ids = lines.Where(l => l.StartsWith("gst_", StringComparison.Ordinal) && !l.Contains('\0')).ToList();
        var phones = lines.Except(ids, StringComparer.Ordinal).Select(l => (Line: l, Phone: PhoneText.ToE164(l))).Where(l => l.Phone is not null)
            .ToDictionary(l => l.Line, l => l.Phone!, StringComparer.Ordinal);
        var byPhone = await guests.FindByPhonesAsync([.. phones.Values], cancellation);
        var known = await AllowedAsync(asking, [.. await guests.FindAllAsync(ids, cancellation), .. byPhone.SelectMany(g => g)], cancellation);
        var allowed = known.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var (found, unknown) = (new List<string>(), new List<string>());
        foreach (var line in lines)
        {
            var hers = phones.TryGetValue(line, out var phone) ? byPhone[phone].Select(g => g.Id).Where(allowed.Contains).ToList() : allowed.Contains(line) ? [line] : [];
            if (hers.Count == 0) unknown.Add(line);
            found.AddRange(hers);
        }

        return ([.. found.Distinct(StringComparer.Ordinal)], unknown);
    }

    private async Task<IReadOnlyList<GuestRow>> AllowedAsync(StaffMember asking, IReadOnlyList<GuestRow> found, CancellationToken cancellation)
    {
        if (asking.CinemaId is not { } cinema || found.Count == 0) return found;
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        await using var db = database.Read();
        foreach (var some in found.Select(g => g.Id).Chunk(500))
        {
            var script = new Script();
            script.Ask(SqlPiece.Of($"SELECT g.id FROM guests g WHERE g.id IN ({SqlPiece.List(some)}) AND {BoughtAt(cinema)}").Statement);
            allowed.UnionWith((await db.RunAsync(script, cancellation))[0]);
        }

        return [.. found.Where(g => allowed.Contains(g.Id))];
    }

    /// <summary>What the list is sorted by leads: a guest without it has no place in it.</summary>
    private static SqlPiece From(GuestFilter filter, GuestSort sort)
    {
        var points = sort == GuestSort.Points || filter.LeastPoints > 0 ? "JOIN" : "LEFT JOIN";
        var standing = sort == GuestSort.Spend || filter.Tier is not (null or Tier.Standard) ? "JOIN" : "LEFT JOIN";
        return SqlPiece.Name($"FROM guests g {standing} tier_standings t ON t.guest_id = g.id {points} points_accounts p ON p.guest_id = g.id");
    }

    private static SqlPiece Where(GuestFilter filter)
    {
        List<SqlPiece> parts = [];
        if (filter.OnlyMembers || filter.Tier is not null) parts.Add(SqlPiece.Name("g.phone_bound_at IS NOT NULL"));
        // Who has no row is said to be of the first tier and without points only where she can be meant: the plain columns are what indexes and statistics know.
        if (filter.Tier is Tier.Standard) parts.Add(SqlPiece.Of($"COALESCE(t.tier, 'standard') = {StoredWord.Of(Tier.Standard)}"));
        else if (filter.Tier is { } tier) parts.Add(SqlPiece.Of($"t.tier = {StoredWord.Of(tier)}"));
        if (filter.LeastPoints is { } least) parts.Add(least > 0 ? SqlPiece.Of($"p.balance >= {least}") : SqlPiece.Of($"COALESCE(p.balance, 0) >= {least}"));
        if (filter.MostPoints is { } most) parts.Add(filter.LeastPoints > 0 ? SqlPiece.Of($"p.balance <= {most}") : SqlPiece.Of($"COALESCE(p.balance, 0) <= {most}"));
        if (filter.Tag is { } tag) parts.Add(SqlPiece.Of($"EXISTS (SELECT 1 FROM guest_tags x WHERE x.tag = {tag} AND x.guest_id = g.id)"));
        if (filter.CinemaId is { } cinema) parts.Add(BoughtAt(cinema));
        return parts.Count == 0 ? SqlPiece.Name("") : SqlPiece.Of($"WHERE {SqlPiece.Join(" AND ", parts)}");
    }

    private static SqlPiece BoughtAt(string cinemaId) => SqlPiece.Of($"""
        EXISTS (SELECT 1 FROM orders o JOIN showtimes s ON s.id = o.showtime_id WHERE o.guest_id = g.id AND o.state = 'paid' AND s.cinema_id = {cinemaId})
        """);

    private sealed record LineRow
    {
        [Column("id")] public required string Id { get; init; }
        [Column("phone_mask")] public string? PhoneMask { get; init; }
        [Column("created_at")] public required DateTimeOffset JoinedAt { get; init; }
        [Column("tier")] public string? Tier { get; init; }
        [Column("points")] public required long Points { get; init; }
        [Column("spend")] public required Fen Spend { get; init; }
        [Column("visits")] public required long Visits { get; init; }

        public GuestLine ToLine() => new(Id, PhoneMask, JoinedAt, TierWords.Read(Tier), Points, Spend, Visits);
    }
}
