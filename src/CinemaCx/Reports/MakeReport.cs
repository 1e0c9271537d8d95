using System.Security.Cryptography;
using System.Text;
using CinemaCx.Alerts;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Reports;

/// <summary>Timer: one report is to be made.</summary>
/// <param name="CinemaId">Empty: all cinemas.</param>
public sealed record ReportDue(ReportKind Kind, string CinemaId, DateOnly Day);

/// <summary>
/// Makes one report: figures, picture and a notice for everybody it is for become rows in one transaction, under the condition that it was not made yet. Of
/// two who make it at the same time one has worked in vain; what a crash interrupts is made again from the beginning.
/// </summary>
public sealed class MakeReport(Database database, ReadFigures figures, ReportReaders readers, ReportDrawing drawing, StaffNotices notices, ILogger<MakeReport> logger)
    : IEventHandler<ReportDue>
{
    private const int HashLength = 16;

    public async Task<Delivery> HandleAsync(ReportDue due, CancellationToken cancellation)
    {
        ReportRow? row;
        await using (var db = database.Read())
        {
            row = await db.GetTable<ReportRow>().FirstOrDefaultAsync(r => r.Kind == due.Kind && r.CinemaId == due.CinemaId && r.Day == due.Day, cancellation);
        }

        if (row is not { State: ReportState.Due }) return Delivery.Done;
        var drawn = due.Kind == ReportKind.Daily
            ? drawing.Draw(await figures.DayAsync(due.CinemaId, due.Day, cancellation))
            : drawing.Draw(await figures.WeekAsync(due.Day, cancellation));
        var people = drawn.IsEmpty ? [] : await readers.OfAsync(due, cancellation);
        if (!drawn.IsEmpty && people.Count == 0)
            logger.LogWarning("The {Kind} report of {Day} reaches nobody: no manager of {Cinema} has a chat", due.Kind, due.Day, due.CinemaId.Length == 0 ? "the house" : due.CinemaId);
        await WriteAsync(due, drawn, people, cancellation);
        return Delivery.Done;
    }

    private async Task WriteAsync(ReportDue due, DrawnReport drawn, IReadOnlyList<Reached> people, CancellationToken cancellation)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rpt-{StoredWord.Of(due.Kind)[0]}-{due.Day:yyyyMMdd}-");
        var picture = drawn.Png is null ? null : name + Hash(due.CinemaId);
        var script = new Script();
        script.Ask($"""
            UPDATE reports SET state = {(drawn.IsEmpty ? "empty" : "made")}, figures = {(drawn.IsEmpty ? null : drawn.Figures)}, picture_id = {picture}, made_at = {drawn.At}
            WHERE kind = {due.Kind} AND cinema_id = {due.CinemaId} AND day = {due.Day} AND state = 'due' RETURNING day
            """);
        await using var db = await database.BeginAsync(cancellation);
        if ((await db.RunAsync(script, cancellation))[0].Count == 0) return;
        var tell = new Script();
        if (drawn.Png is { } png) notices.Keep(tell, picture!, png);
        foreach (var to in people) notices.Queue(tell, drawn.Card with { Id = name + Hash($"{due.CinemaId} {StoredWord.Of(to.Channel)} {to.Person}") }, to, picture);
        await db.CommitAsync(tell, cancellation);
        notices.Wake();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
