using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Reports;

/// <summary>Timer: some report may be due.</summary>
/// <param name="Since">What was due until then is left alone.</param>
public sealed record ReportsDue(DateTimeOffset Since);

/// <summary>
/// Writes down which reports are due, each once for ever, and gives each its own timer, in one transaction. A house that was away makes up for the newest of
/// each kind, not for those before it.
/// </summary>
public sealed class KeepReports(Database database, Outbox outbox, TimeProvider time, IOptions<ReportOptions> options) : IEventHandler<ReportsDue>
{
    internal const string Timer = "reports";

    /// <summary>New cinemas and changed hours are noticed within so long.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    public async Task<Delivery> HandleAsync(ReportsDue news, CancellationToken cancellation)
    {
        var now = time.Now();
        List<CinemaRow> cinemas;
        await using (var db = database.Read()) cinemas = await db.GetTable<CinemaRow>().ToListAsync(cancellation);
        if (options.Value.Enabled) await WriteAsync([.. Due(cinemas, now).Where(d => d.At > news.Since)], cancellation);
        return Delivery.AgainAt(Next(cinemas, now));
    }

    internal static string TimerOf(ReportDue due) => $"report-{StoredWord.Of(due.Kind)}-{due.CinemaId}-{due.Day:yyyy-MM-dd}";

    private IEnumerable<(ReportDue Report, DateTimeOffset At)> Due(List<CinemaRow> cinemas, DateTimeOffset now)
    {
        foreach (var cinema in cinemas)
        {
            var day = options.Value.LatestDay(now, cinema.Zone);
            yield return (new ReportDue(ReportKind.Daily, cinema.Id, day), options.Value.DailyDue(day, cinema.Zone));
        }

        if (cinemas.Count == 0) yield break;
        var monday = options.Value.LatestWeek(now, cinemas);
        yield return (new ReportDue(ReportKind.Weekly, "", monday), options.Value.WeeklyDue(monday, cinemas));
    }

    private DateTimeOffset Next(List<CinemaRow> cinemas, DateTimeOffset now)
    {
        var days = cinemas.Select(c => options.Value.DailyDue(options.Value.LatestDay(now, c.Zone).AddDays(1), c.Zone));
        var week = cinemas.Count == 0 ? now + LongestSleep : options.Value.WeeklyDue(options.Value.LatestWeek(now, cinemas).AddDays(7), cinemas);
        return days.Append(week).Append(now + LongestSleep).Min();
    }

    private async Task WriteAsync(IReadOnlyList<(ReportDue Report, DateTimeOffset At)> due, CancellationToken cancellation)
    {
        foreach (var (report, at) in due)
        {
            await using var db = await database.BeginAsync(cancellation);
            var row = new Script();
            row.Ask($"""
                INSERT INTO reports (kind, cinema_id, day, due_at, state) VALUES ({report.Kind}, {report.CinemaId}, {report.Day}, {at}, 'due')
                ON CONFLICT (kind, cinema_id, day) DO NOTHING RETURNING day
                """);
            if ((await db.RunAsync(row, cancellation))[0].Count == 0) continue;
            var timer = new Script();
            outbox.Schedule(timer, TimerOf(report), report, time.Now());
            await db.CommitAsync(timer, cancellation);
            outbox.Wake();
        }
    }
}
