using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Alerts;

/// <summary>
/// Looks after the alerting itself: when cards wait too long for a platform, managers hear of it on their other channel; when nobody will be on duty a day
/// from now, they hear of that. Whichever instance comes first says it, and says it once.
/// </summary>
public sealed class AlertWatch(AlertQueries alerts, RosterHoles holes, ManagerNotice notice, IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HolesEvery = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nextLook = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAtCardsAsync(stoppingToken);
                if (time.GetUtcNow() >= nextLook)
                {
                    nextLook = time.GetUtcNow() + HolesEvery;
                    foreach (var hole in await holes.FindAsync(stoppingToken)) await notice.SendAsync(hole.CinemaId, hole.Key, hole.Words, other: false, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The watch over alerts could not look; it looks again in {Every}", Every);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAtCardsAsync(CancellationToken cancellation)
    {
        var waiting = await alerts.OldestUndeliveredAsync(cancellation);
        if (waiting < options.Value.UndeliveredAlarm) return;
        // Ten minutes of the clock: so often, not oftener.
        var stretch = time.GetUtcNow().ToUnixTimeSeconds() / 600;
        await notice.SendAsync(
            cinemaId: null, string.Create(CultureInfo.InvariantCulture, $"undelivered {stretch}"),
            $"差评预警有卡片已 {(int)waiting.TotalSeconds} 秒未能送达，请检查企业微信或钉钉的配置与网络，并在系统中查看待处理工单", other: true, cancellation);
    }
}

/// <param name="Key">The same for the same hole, however often it is found.</param>
public sealed record RosterHole(string CinemaId, string Key, string Words);

/// <summary>Times within opening hours, about a day from now, in which nobody is on duty.</summary>
public sealed class RosterHoles(Database database, DutyRoster roster, TimeProvider time)
{
    public async Task<IReadOnlyList<RosterHole>> FindAsync(CancellationToken cancellation)
    {
        List<CinemaRow> cinemas;
        await using (var db = database.Read()) cinemas = await db.GetTable<CinemaRow>().ToListAsync(cancellation);
        var (from, to) = (time.GetUtcNow(), time.GetUtcNow().AddHours(25));
        var found = new List<RosterHole>();
        foreach (var cinema in cinemas)
        {
            var today = BusinessDay.Of(from, cinema.Zone);
            var stretches = await roster.PreviewAsync(cinema.Id, CasePost.DutyManager, today, today.AddDays(2), cancellation);
            found.AddRange(stretches.Where(s => s.EmployeeIds.Count == 0 && s.From < to && s.To > from).Select(s => new RosterHole(
                cinema.Id,
                $"hole {cinema.Id} {s.From.ToUnixTimeSeconds()}",
                $"{cinema.Name} {TimeZoneInfo.ConvertTime(s.From, cinema.Zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)} 至 {TimeZoneInfo.ConvertTime(s.To, cinema.Zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)} 没有排值班经理，届时差评将直接通知影院经理")));
        }

        return found;
    }
}

/// <summary>Words to the managers of a cinema, or to the general managers, each thing once.</summary>
public sealed class ManagerNotice(StaffChats chats, DutyRoster roster, ChatInbox said, Database database)
{
    /// <param name="cinemaId">Null: everybody who answers for the whole house.</param>
    /// <param name="other">By another channel than the usual, where somebody has one.</param>
    public async Task SendAsync(string? cinemaId, string key, string words, bool other, CancellationToken cancellation)
    {
        if (!await said.TakeAsync("notice " + key, cancellation)) return;
        List<EmployeeRow> people;
        if (cinemaId is null)
        {
            await using var db = database.Read();
            people = await db.GetTable<EmployeeRow>().Where(e => e.Role == StaffRole.GeneralManager && e.CinemaId == null).ToListAsync(cancellation);
        }
        else
        {
            people = [.. await roster.ManagersAsync(cinemaId, StaffRole.SiteManager, cancellation)];
            if (people.Count == 0) people = [.. await roster.ManagersAsync(cinemaId, StaffRole.GeneralManager, cancellation)];
        }

        foreach (var reach in await chats.ReachAsync(people, cancellation))
        {
            if (reach.By(other ? ChainChannel.Other : ChainChannel.First) is not { } chat || chats.Of(chat.Channel) is not { } platform) continue;
            await platform.SendTextAsync(chat.Person, words, key, cancellation);
        }
    }
}
