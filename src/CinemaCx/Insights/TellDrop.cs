using System.Security.Cryptography;
using System.Text;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Insights;

/// <summary>
/// Puts a drop before those on duty and the cinema's managers, each in her first chat, in the next one where that refuses. A card's id says alarm, person and
/// channel: sent again after a crash it is seen once.
/// </summary>
public sealed class TellDrop(Database database, DropCards cards, DutyRoster roster, StaffChats chats, TimeProvider time, ILogger<TellDrop> logger) : IEventHandler<ScoresDropped>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(30);
    private const int Patient = 30;

    public async Task<Delivery> HandleAsync(ScoresDropped news, CancellationToken cancellation)
    {
        // Who knows of it already need not be told: the others find it in the console.
        if (await cards.FindAsync(news.AlarmId, cancellation) is not { Row.AcknowledgedAt: null } alarm) return Delivery.Done;
        var reach = await chats.ReachAsync(await PeopleAsync(alarm.Row.CinemaId, cancellation), cancellation);
        if (reach.All(r => r.Chats.Count == 0)) logger.LogWarning("Score drop {Alarm}: nobody of its cinema can be reached", alarm.Row.Name);
        DateTimeOffset? again = null;
        foreach (var one in reach)
        {
            if (await TellAsync(alarm, one, cancellation) is { } at && (again is null || at < again)) again = at;
        }

        return again is { } later ? Delivery.AgainAt(later) : Delivery.Done;
    }

    /// <returns>When to try again; null when there is nothing more to do for her.</returns>
    private async Task<DateTimeOffset?> TellAsync(DropAlarm alarm, Reach one, CancellationToken cancellation)
    {
        foreach (var (channel, person) in one.Chats)
        {
            var card = await CardAsync(alarm, one.Employee.Id, channel, person, cancellation);
            if (card.State == "delivered") return null;
            if (card.State == "failed" || chats.Of(channel) is not { } chat) continue;
            var receipt = chat.ShowsCards
                ? await chat.SendCardAsync(person, DropCards.Draw(alarm, card.Id), cancellation)
                : await chat.SendTextAsync(person, $"【{alarm.Cinema.Name}】{alarm.Row.Name} {alarm.Sentence}，请查看", card.Id, cancellation);
            var state = receipt.Outcome switch { ChatOutcome.Delivered => "delivered", ChatOutcome.Later => "waiting", _ => "failed" };
            await WriteAsync(card, state, receipt, cancellation);
            if (state == "delivered") return null;
            if (state == "waiting") return time.Now() + (receipt.RetryAfter ?? (card.Attempts < Patient ? Pause : LongPause));
            logger.LogWarning("Score drop {Alarm} cannot be delivered to {Person} on {Channel}: {Error}", alarm.Row.Name, person, channel, receipt.Error);
        }

        return null;
    }

    private async Task<IReadOnlyList<EmployeeRow>> PeopleAsync(string cinemaId, CancellationToken cancellation)
    {
        var duty = (await roster.WhoAsync(cinemaId, CasePost.DutyManager, time.Now(), cancellation)).People;
        var managers = await roster.ManagersAsync(cinemaId, StaffRole.SiteManager, cancellation);
        return [.. duty.Concat(managers).DistinctBy(p => p.Id)];
    }

    private async Task<AlarmCardRow> CardAsync(DropAlarm alarm, string employeeId, ChatChannel channel, string person, CancellationToken cancellation)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{alarm.Row.Id}|{employeeId}")))[..16];
        var id = $"{alarm.Row.Name}-{StoredWord.Of(channel)[0]}-{mark}";
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        script.Do($"""
            INSERT INTO insight_alarm_cards (id, alarm_id, employee_id, channel, person, state, is_final, attempts)
            VALUES ({id}, {alarm.Row.Id}, {employeeId}, {channel}, {person}, 'waiting', 0, 0) ON CONFLICT (id) DO NOTHING
            """);
        await db.CommitAsync(script, cancellation);
        await using var read = database.Read();
        return await read.GetTable<AlarmCardRow>().FirstAsync(c => c.Id == id, cancellation);
    }

    private async Task WriteAsync(AlarmCardRow card, string state, ChatReceipt receipt, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"""
            UPDATE insight_alarm_cards SET state = {state}, handle = {receipt.Handle}, attempts = attempts + 1, last_error = {receipt.Error}
            WHERE id = {card.Id} AND state = 'waiting'
            """);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
