using System.Globalization;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

/// <summary>A case as staff see it.</summary>
/// <param name="Lead">The first answer; null when it was erased.</param>
public sealed record CaseView(CaseRow Case, AnswerView? Lead, string? OwnerName, IReadOnlyList<CaseEventRow> Timeline);

public sealed class CaseQueries(Database database, FeedbackQueries feedback, TimeProvider time)
{
    private const int PageSize = 50;

    /// <param name="name">Number (<c>C123</c>, <c>123</c>) or id.</param>
    /// <exception cref="Refusal">404 <c>case-not-found</c>, also in a cinema that is not hers.</exception>
    public async Task<CaseRow> FindAsync(string name, StaffMember who, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = db.GetTable<CaseRow>().Where(c => c.Id == name);
        if (long.TryParse(name.TrimStart('c', 'C', '#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) query = db.GetTable<CaseRow>().Where(c => c.Number == number);
        var row = await query.FirstOrDefaultAsync(cancellation);
        return row is not null && (who.CinemaId is null || who.CinemaId == row.CinemaId) ? row : throw CaseRefusals.NotFound(name);
    }

    public async Task<CaseView> ViewAsync(CaseRow row, CancellationToken cancellation)
    {
        var lead = await feedback.FindAsync(row.LeadAnswerId, cancellation);
        await using var db = database.Read();
        var owner = row.OwnerId is null ? null : await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == row.OwnerId, cancellation);
        var timeline = await db.GetTable<CaseEventRow>().Where(e => e.CaseId == row.Id).OrderBy(e => e.Seq).ToListAsync(cancellation);
        return new CaseView(row, lead, owner?.Name, timeline);
    }

    public async Task<CaseView?> ViewAsync(string caseId, CancellationToken cancellation)
    {
        CaseRow? row;
        await using (var db = database.Read()) row = await db.GetTable<CaseRow>().FirstOrDefaultAsync(c => c.Id == caseId, cancellation);
        return row is null ? null : await ViewAsync(row, cancellation);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<CaseRow>> ListAsync(StaffMember who, bool onlyMine, bool withClosed, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = db.GetTable<CaseRow>().AsQueryable();
        if (who.CinemaId is not null) query = query.Where(c => c.CinemaId == who.CinemaId);
        if (!withClosed) query = query.Where(c => c.State == CaseState.Open || c.State == CaseState.Acknowledged);
        if (onlyMine) query = query.Where(c => c.OwnerId == who.EmployeeId);
        return await query.OrderByDescending(c => c.Number).Take(PageSize).ToListAsync(cancellation);
    }

    /// <summary>A page of the cases a filter lets through.</summary>
    /// <param name="sort">number, due, opened, severity, voices or stars.</param>
    /// <returns>The rows, and how many there are on all pages.</returns>
    public async Task<(IReadOnlyList<CaseRow> Rows, long Total)> PageAsync(StaffMember who, CaseFilter filter, string sort, bool isDescending, int skip, int take, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = filter.Apply(db.GetTable<CaseRow>(), who, time.Now());
        var sorted = (sort, isDescending) switch
        {
            ("due", false) => query.OrderBy(c => c.DueAt).ThenBy(c => c.Number),
            ("due", true) => query.OrderByDescending(c => c.DueAt).ThenBy(c => c.Number),
            ("severity", false) => query.OrderBy(c => c.Severity == CaseSeverity.Critical ? 2 : c.Severity == CaseSeverity.High ? 1 : 0).ThenByDescending(c => c.Number),
            ("severity", true) => query.OrderByDescending(c => c.Severity == CaseSeverity.Critical ? 2 : c.Severity == CaseSeverity.High ? 1 : 0).ThenByDescending(c => c.Number),
            ("voices", false) => query.OrderBy(c => c.Voices).ThenByDescending(c => c.Number),
            ("voices", true) => query.OrderByDescending(c => c.Voices).ThenByDescending(c => c.Number),
            ("stars", false) => query.OrderBy(c => c.WorstStars).ThenByDescending(c => c.Number),
            ("stars", true) => query.OrderByDescending(c => c.WorstStars).ThenByDescending(c => c.Number),
            (_, false) => query.OrderBy(c => c.Number),
            (_, true) => query.OrderByDescending(c => c.Number),
        };
        return (await sorted.Skip(skip).Take(take).ToListAsync(cancellation), await query.LongCountAsync(cancellation));
    }

    public async Task<long> CountAsync(StaffMember who, CaseFilter filter, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await filter.Apply(db.GetTable<CaseRow>(), who, time.Now()).LongCountAsync(cancellation);
    }

    /// <summary>The case an answer belongs to, for the guest who gave it.</summary>
    public async Task<CaseRow?> OfAnswerAsync(string answerId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await (
            from voice in db.GetTable<CaseVoiceRow>()
            join row in db.GetTable<CaseRow>() on voice.CaseId equals row.Id
            where voice.AnswerId == answerId
            select row).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The number the guest of the first answer left, in E.164; null when she left none.</summary>
    public async Task<string?> PhoneAsync(string caseId, CancellationToken cancellation)
    {
        string? lead;
        await using (var db = database.Read()) lead = (await db.GetTable<CaseRow>().FirstOrDefaultAsync(c => c.Id == caseId, cancellation))?.LeadAnswerId;
        return lead is null ? null : await feedback.RevealPhoneAsync(lead, cancellation);
    }
}
