using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Insights;

/// <summary>News: somebody knows of the drop; the other cards show it.</summary>
public sealed record DropAcknowledged(string AlarmId);

/// <summary>知悉: somebody looks into a drop. Its sum begins anew, so that it can ring again. Who comes second is told who was first.</summary>
public sealed class AcknowledgeDrop(Database database, Outbox outbox, TimeProvider time)
{
    /// <param name="name">J12, 12, or the id.</param>
    /// <param name="channel"><c>wecom</c>, <c>dingtalk</c> or <c>console</c>.</param>
    /// <param name="cardId">The card on which it was pressed, which its platform's answer redraws; null: none.</param>
    /// <exception cref="Refusal">404 <c>drop-not-found</c>, also in a cinema that is not hers.</exception>
    public async Task<DropAlarmRow> RunAsync(StaffMember who, string name, string channel, string? cardId, CancellationToken cancellation)
    {
        var now = time.Now();
        DropAlarmRow after;
        await using (var db = await database.BeginAsync(cancellation))
        {
            var number = long.TryParse(name.Trim().TrimStart('j', 'J'), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
            var found = await db.FindAsync<DropAlarmRow>($"SELECT * FROM insight_alarms WHERE id = {name} OR number = {number}", cancellation);
            if (found is null || (who.CinemaId is not null && who.CinemaId != found.CinemaId)) throw InsightRefusals.UnknownDrop(name);
            var script = new Script();
            var first = script.Ask($"""
                UPDATE insight_alarms SET acknowledged_by = {who.EmployeeId}, acknowledged_at = {now}, channel = {channel}
                WHERE id = {found.Id} AND acknowledged_at IS NULL RETURNING id
                """);
            if (cardId is not null) script.Do($"UPDATE insight_alarm_cards SET is_final = 1 WHERE id = {cardId} AND alarm_id = {found.Id}");
            var isFirst = (await db.RunAsync(script, cancellation))[first].Count == 1;
            if (isFirst)
            {
                var more = new Script();
                more.Do($"UPDATE insight_watch SET alarm_id = NULL, sum_milli = 0 WHERE alarm_id = {found.Id}");
                StaffActs.Write(more, who, "acknowledge", "score-drop", found.Id, new { found.Name, found.Measure, channel }, now, found.CinemaId);
                outbox.Record(more, new DropAcknowledged(found.Id));
                await db.RunAsync(more, cancellation);
            }

            after = (await db.FindAsync<DropAlarmRow>($"SELECT * FROM insight_alarms WHERE id = {found.Id}", cancellation))!;
            await db.CommitAsync(cancellation);
        }

        return after;
    }
}
