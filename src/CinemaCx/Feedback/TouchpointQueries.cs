using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Feedback;

/// <param name="Answers">Of the last thirty days.</param>
public sealed record TouchpointLine(TouchpointRow Row, string CinemaName, string? HallName, long Answers, DateTimeOffset? LastAnswerAt);

/// <summary>The QR codes of the cinemas somebody answers for.</summary>
public sealed class TouchpointQueries(Database database, TimeProvider time, IOptions<FeedbackOptions> options)
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(30);

    /// <summary>What a touchpoint's QR code says; null while <c>Feedback:PublicUrl</c> is not set.</summary>
    public string? LinkOf(string code) => options.Value.PublicUrl.Length == 0 ? null : $"{options.Value.PublicUrl.TrimEnd('/')}/s/{code}";

    /// <param name="cinemaId">Null: of every cinema that is hers.</param>
    /// <param name="withRetired">Also those that hang no more.</param>
    public async Task<IReadOnlyList<TouchpointLine>> ListAsync(StaffMember asking, string? cinemaId, bool withRetired, CancellationToken cancellation)
    {
        var (only, since) = (asking.CinemaId ?? cinemaId, time.Now() - Counted);
        if (asking.CinemaId is not null && cinemaId is not null && cinemaId != asking.CinemaId) throw StaffRefusals.NotAllowed();
        await using var db = database.Read();
        var rows = await (
            from touchpoint in db.GetTable<TouchpointRow>()
            join cinema in db.GetTable<CinemaRow>() on touchpoint.CinemaId equals cinema.Id
            from hall in db.GetTable<HallRow>().LeftJoin(h => h.Id == touchpoint.HallId)
            where (only == null || touchpoint.CinemaId == only) && (withRetired || touchpoint.RetiredAt == null)
            orderby cinema.Code, touchpoint.RetiredAt != null, touchpoint.Kind, touchpoint.Name
            select new
            {
                touchpoint,
                Cinema = cinema.Name,
                Hall = hall.Name,
                Answers = db.GetTable<AnswerRow>().LongCount(a => a.TouchpointId == touchpoint.Id && a.CreatedAt > since),
                Last = db.GetTable<AnswerRow>().Where(a => a.TouchpointId == touchpoint.Id).Max(a => (DateTimeOffset?)a.CreatedAt),
            }).ToListAsync(cancellation);
        return rows.ConvertAll(r => new TouchpointLine(r.touchpoint, r.Cinema, r.Hall, r.Answers, r.Last));
    }
}
