using System.Globalization;
using CinemaCx.Alerts;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Insights;

/// <summary>An alarm with the names people know it by.</summary>
public sealed record DropAlarm(DropAlarmRow Row, CinemaRow Cinema, string? HallName, string? Who)
{
    public string Place => HallName ?? "公共区域";

    public string MeasureName => Insights.Measure.Find(Row.Measure)?.Name ?? Row.Measure;

    /// <summary>环境评分从 4.3 降到 3.8.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture, $"{Place}{MeasureName}评分从 {Row.Expected:0.0} 降到 {Row.Mean:0.0}（{Local(Row.SinceAt)} 起，{Row.Count} 条评价）");

    public string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Cinema.Zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>Drops as cards and words.</summary>
public sealed class DropCards(Database database)
{
    public const string Acknowledge = "drop-ack";

    /// <returns>Null when there is no such alarm.</returns>
    public async Task<DropAlarm?> FindAsync(string alarmId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return (await ReadAsync(db, db.GetTable<DropAlarmRow>().Where(a => a.Id == alarmId), cancellation)).SingleOrDefault();
    }

    /// <returns>Null when it is not the card of an alarm.</returns>
    public async Task<AlarmCardRow?> CardAsync(string cardId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<AlarmCardRow>().FirstOrDefaultAsync(c => c.Id == cardId, cancellation);
    }

    /// <summary>Those raised in a stretch, newest first.</summary>
    public async Task<IReadOnlyList<DropAlarm>> ListAsync(InsightScope scope, CancellationToken cancellation)
    {
        var ids = scope.Cinemas.Select(c => c.Id).ToList();
        var (from, to) = scope.Widest;
        await using var db = database.Read();
        return await ReadAsync(db, db.GetTable<DropAlarmRow>().Where(a => ids.Contains(a.CinemaId) && a.RaisedAt >= from && a.RaisedAt < to), cancellation);
    }

    public static StaffCard Draw(DropAlarm alarm, string cardId)
    {
        var row = alarm.Row;
        return new StaffCard
        {
            Id = cardId,
            Source = $"{alarm.Cinema.Name} · {row.Name}",
            Tone = row.AcknowledgedAt is null ? CardTone.Alarm : CardTone.Quiet,
            Title = $"{alarm.Place} {alarm.MeasureName}评分下降",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"从 {row.Expected:0.0} 降到 {row.Mean:0.0}"),
            Status = row.AcknowledgedAt is null ? "待知悉" : $"{alarm.Who} 已知悉",
            Lines =
            [
                new CardLine("开始", alarm.Local(row.SinceAt)),
                new CardLine("评价", string.Create(CultureInfo.InvariantCulture, $"{row.Count} 条")),
                new CardLine("说明", "已超出正常波动，请查看现场"),
            ],
            Buttons = row.AcknowledgedAt is null ? [new CardButton(Acknowledge, "知悉", Main: true)] : [],
            Done = row.AcknowledgedAt is null ? null : "已知悉",
        };
    }

    private static async Task<List<DropAlarm>> ReadAsync(DbSession db, IQueryable<DropAlarmRow> alarms, CancellationToken cancellation) => await (
        from alarm in alarms
        join cinema in db.GetTable<CinemaRow>() on alarm.CinemaId equals cinema.Id
        from hall in db.GetTable<HallRow>().LeftJoin(h => h.Id == alarm.HallId)
        from who in db.GetTable<EmployeeRow>().LeftJoin(e => e.Id == alarm.AcknowledgedBy)
        orderby alarm.RaisedAt descending
        select new DropAlarm(alarm, cinema, hall.Name, who.Name)).ToListAsync(cancellation);
}
