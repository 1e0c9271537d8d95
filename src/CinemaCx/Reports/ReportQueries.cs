using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Reports;

/// <param name="CinemaId">Empty: all cinemas.</param>
/// <param name="Day">The business day; of a week its Monday.</param>
/// <param name="HasPicture">False where no font was found when it was made, or the picture was cleared away.</param>
public sealed record ReportLine(ReportKind Kind, string CinemaId, DateOnly Day, DateTimeOffset MadeAt, bool HasPicture);

/// <summary>Reports as they were told; a person of one cinema sees its own.</summary>
public sealed class ReportQueries(Database database, NoticePictures pictures)
{
    private const int PageSize = 60;

    /// <returns>Newest first.</returns>
    public async Task<IReadOnlyList<ReportLine>> ListAsync(StaffMember by, ReportKind? kind, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<ReportRow>()
            .Where(r => r.State == ReportState.Made && (kind == null || r.Kind == kind) && (by.CinemaId == null || r.CinemaId == by.CinemaId))
            .OrderByDescending(r => r.Day).ThenByDescending(r => r.MadeAt).Take(PageSize).ToListAsync(cancellation);
        return rows.ConvertAll(r => new ReportLine(r.Kind, r.CinemaId, r.Day, r.MadeAt!.Value, r.PictureId is not null));
    }

    /// <exception cref="Refusal">404 <c>report-not-found</c>, also where it is not hers to see.</exception>
    public async Task<DayFigures> DayAsync(StaffMember by, string cinemaId, DateOnly day, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<DayFigures>((await FindAsync(by, ReportKind.Daily, cinemaId, day, cancellation)).Figures!)!;

    /// <exception cref="Refusal">404 <c>report-not-found</c>, also where it is not hers to see.</exception>
    public async Task<WeekFigures> WeekAsync(StaffMember by, DateOnly monday, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<WeekFigures>((await FindAsync(by, ReportKind.Weekly, "", monday, cancellation)).Figures!)!;

    /// <exception cref="Refusal">404 <c>report-not-found</c>, also where it is not hers to see.</exception>
    public async Task<bool> HasPictureAsync(StaffMember by, ReportKind kind, string cinemaId, DateOnly day, CancellationToken cancellation) =>
        (await FindAsync(by, kind, cinemaId, day, cancellation)).PictureId is { } id && await pictures.HasAsync(id, cancellation);

    /// <returns>The PNG as it was sent.</returns>
    /// <exception cref="Refusal">404 <c>report-not-found</c>: no such report, not hers to see, or without a picture.</exception>
    public async Task<byte[]> PictureAsync(StaffMember by, ReportKind kind, string cinemaId, DateOnly day, CancellationToken cancellation)
    {
        var row = await FindAsync(by, kind, cinemaId, day, cancellation);
        return row.PictureId is { } id && await pictures.FindAsync(id, cancellation) is { } png ? png : throw ReportRefusals.Unknown();
    }

    private async Task<ReportRow> FindAsync(StaffMember by, ReportKind kind, string cinemaId, DateOnly day, CancellationToken cancellation)
    {
        if (by.CinemaId is not null && by.CinemaId != cinemaId) throw ReportRefusals.Unknown();
        await using var db = database.Read();
        return await db.GetTable<ReportRow>().FirstOrDefaultAsync(r => r.Kind == kind && r.CinemaId == cinemaId && r.Day == day && r.State == ReportState.Made, cancellation)
            ?? throw ReportRefusals.Unknown();
    }
}
