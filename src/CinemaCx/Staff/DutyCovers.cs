using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="From">By the cinema's wall clock.</param>
/// <param name="To">By the cinema's wall clock.</param>
public sealed record CoverWish(string Person, string Replaces, DateTime From, DateTime To);

/// <summary>代班: somebody is on duty in somebody else's place for a while, whatever the plan says and however it is imported again.</summary>
public sealed class DutyCovers(Database database, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <param name="wish">People by id or by name.</param>
    /// <exception cref="Refusal">
    /// 400 <c>post-unknown</c>, <c>cover-invalid</c>; 404 <c>cinema-not-found</c>, <c>employee-not-found</c>; 422 <c>cover-not-on-duty</c>: she whom it is
    /// about is not on duty then.
    /// </exception>
    public async Task<DutyCoverRow> AddAsync(string cinemaId, string post, CoverWish wish, StaffMember by, CancellationToken cancellation)
    {
        if (DutyPost.Of(post) is not { } known) throw StaffRefusals.UnknownPost();
        await using var db = await database.BeginAsync(cancellation);
        var row = await PlanAsync(db, cinemaId, known, wish, by, cancellation);
        await db.InsertAsync(row, token: cancellation);
        await CommitAsync(db, "cover", [row], by, cancellation);
        return row;
    }

    /// <summary>换班: two change with each other, both or neither; each stands in for the other while the other is on duty.</summary>
    /// <param name="one">Who gives up the first stretch, which the other takes over.</param>
    /// <exception cref="Refusal">As <see cref="AddAsync"/>.</exception>
    public async Task<IReadOnlyList<DutyCoverRow>> SwapAsync(string cinemaId, string post, CoverWish one, (DateTime From, DateTime To) other, StaffMember by, CancellationToken cancellation)
    {
        if (DutyPost.Of(post) is not { } known) throw StaffRefusals.UnknownPost();
        if (one.From < other.To && other.From < one.To) throw StaffRefusals.CoverInvalid("两段时间不能重叠");
        await using var db = await database.BeginAsync(cancellation);
        // Both are judged by the plan as it stands, before either is in force.
        DutyCoverRow[] rows =
        [
            await PlanAsync(db, cinemaId, known, one, by, cancellation),
            await PlanAsync(db, cinemaId, known, new CoverWish(one.Replaces, one.Person, other.From, other.To), by, cancellation),
        ];
        foreach (var row in rows) await db.InsertAsync(row, token: cancellation);
        await CommitAsync(db, "swap", rows, by, cancellation);
        return rows;
    }

    private async Task<DutyCoverRow> PlanAsync(DbSession db, string cinemaId, string known, CoverWish wish, StaffMember by, CancellationToken cancellation)
    {
        var now = time.Now();
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        var (person, replaced) = (await FindAsync(db, cinemaId, wish.Person, cancellation), await FindAsync(db, cinemaId, wish.Replaces, cancellation));
        var (from, to) = (DutyTime.At(wish.From, cinema.Zone), DutyTime.At(wish.To, cinema.Zone));
        if (person.Id == replaced.Id) throw StaffRefusals.CoverInvalid("不能替自己代班");
        if (from >= to) throw StaffRefusals.CoverInvalid("结束时间应晚于开始时间");
        if (to <= now) throw StaffRefusals.CoverInvalid("这段时间已经过去");
        if (to - from > Longest) throw StaffRefusals.CoverInvalid("一次最长 31 天");
        var times = await DutyRoster.TimesAsync(db, cinemaId, known, from, to, cinema.Zone, cancellation);
        if (!DutyPlan.Between(times, from, to).Any(s => s.EmployeeIds.Contains(replaced.Id, StringComparer.Ordinal))) throw StaffRefusals.NotOnDuty(replaced.Name);
        return new DutyCoverRow
        {
            Id = Id.New("cov", now),
            CinemaId = cinemaId,
            Post = known,
            EmployeeId = person.Id,
            ReplacesId = replaced.Id,
            FromAt = from,
            ToAt = to,
            CreatedBy = by.EmployeeId,
            CreatedAt = now,
        };
    }

    private async Task CommitAsync(DbSession db, string act, IReadOnlyList<DutyCoverRow> rows, StaffMember by, CancellationToken cancellation)
    {
        var script = new Script();
        foreach (var row in rows)
            StaffActs.Write(script, by, act, "duty-cover", row.Id, new { row.Post, row.EmployeeId, row.ReplacesId, row.FromAt, row.ToAt }, time.Now(), row.CinemaId);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>From now on the plan counts again.</summary>
    /// <exception cref="Refusal">404 <c>cover-not-found</c>.</exception>
    public async Task RemoveAsync(string cinemaId, string post, string coverId, StaffMember by, CancellationToken cancellation)
    {
        var known = DutyPost.Of(post);
        await using var db = await database.BeginAsync(cancellation);
        var row = await db.GetTable<DutyCoverRow>().FirstOrDefaultAsync(c => c.Id == coverId && c.CinemaId == cinemaId && c.Post == known, cancellation);
        if (row is null || await db.GetTable<DutyCoverRow>().DeleteAsync(c => c.Id == coverId, cancellation) == 0) throw StaffRefusals.UnknownCover();
        await CommitAsync(db, "remove-cover", [row], by, cancellation);
    }

    /// <summary>What is in force or ahead, in the order it begins.</summary>
    public async Task<IReadOnlyList<DutyCoverRow>> ListAsync(string cinemaId, string post, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        return await db.GetTable<DutyCoverRow>().Where(c => c.CinemaId == cinemaId && c.Post == post && c.ToAt > now).OrderBy(c => c.FromAt).ThenBy(c => c.Id).ToListAsync(cancellation);
    }

    private static async Task<EmployeeRow> FindAsync(DbSession db, string cinemaId, string who, CancellationToken cancellation)
    {
        var found = await db.GetTable<EmployeeRow>().Where(e => (e.Id == who || e.Name == who) && e.LeftAt == null && (e.CinemaId == null || e.CinemaId == cinemaId)).Take(2).ToListAsync(cancellation);
        return found.Count switch
        {
            1 => found[0],
            0 => throw StaffRefusals.UnknownEmployee(),
            _ => throw StaffRefusals.CoverInvalid("有多位同名员工，请改用员工编号"),
        };
    }
}
