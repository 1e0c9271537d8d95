using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

/// <summary>
/// Sends messages to guests; any number of instances may. It leases what is due, decides about each, and hands what may go to the pump of its channel. What
/// dead senders left behind is given back, repeated where the platform drops repeats, or listed as in doubt.
/// </summary>
internal sealed class MessageSender : BackgroundService
{
    private const int MostAtOnce = 256;
    private const int FewPast = 64;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(2);

    private readonly string _me = Guid.NewGuid().ToString("N");
    private readonly Dictionary<MessageChannel, ChannelPump> _pumps;
    private readonly MessageBooks _books;
    private readonly MessageDoubts _doubts;
    private readonly MessageFates _fates;
    private readonly Database _database;
    private readonly SignalListener _signal;
    private readonly TimeProvider _time;
    private readonly ILogger<MessageSender> _logger;
    private long _lookedPast = TimeProvider.System.GetTimestamp();

    public MessageSender(SenderParts parts, MessageBooks books, MessageDoubts doubts, IOptions<MessageOptions> options, TimeProvider time, ILogger<MessageSender> logger)
    {
        (_books, _doubts, _fates, _database, _time, _logger) = (books, doubts, parts.Fates, parts.Database, time, logger);
        _signal = parts.Signal.Listen(QueueMessage.WakeUp);
        _pumps = parts.Channels.Where(c => parts.Reach.Open.Contains(c.Channel)).DistinctBy(c => c.Channel)
            .ToDictionary(c => c.Channel, c => new ChannelPump(_me, c, books, options, time, logger));
    }

    /// <summary>What it stands on.</summary>
    internal sealed record SenderParts(Database Database, RedisSignal Signal, MessageReach Reach, MessageFates Fates, IEnumerable<IGuestChannel> Channels);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pumps = _pumps.Values.Select(p => p.RunAsync(stoppingToken)).Append(SweepAsync(stoppingToken)).ToList();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await PlanAsync(stoppingToken)) await _signal.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                _logger.LogWarning(e, "Messages: the database did not answer; trying again in a second");
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(pumps);
    }

    /// <returns>True when there may be more at once.</returns>
    private async Task<bool> PlanAsync(CancellationToken cancellation)
    {
        // Without a way to anybody nothing is decided: it waits for a sender that has one.
        if (_pumps.Count == 0) return false;
        var room = Math.Min(MostAtOnce, _pumps.Values.Max(p => p.Room));
        if (!_pumps.Values.All(p => p.IsHalfEmpty))
        {
            // A full channel holds nobody up for long: now and then a few are looked at past it, and what is for it is put off a little.
            var isTime = _pumps.Values.Any(p => p.IsHalfEmpty) && TimeProvider.System.GetElapsedTime(_lookedPast) > TimeSpan.FromSeconds(1);
            if (!isTime)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
                return true;
            }

            (room, _lookedPast) = (Math.Min(room, FewPast), TimeProvider.System.GetTimestamp());
        }

        var taken = await _books.Leases.TakeAsync(_me, room, cancellation);
        var putOff = new List<(string, PlanDecision)>();
        foreach (var (row, plan) in taken)
        {
            if (plan.Go is not { } go) putOff.Add((row.Id, plan));
            else if (_pumps[go.Form.Channel] is { Room: > 0 } pump) pump.Add(go);
            else putOff.Add((row.Id, new PlanDecision(null, _time.Now() + Elsewhere, null, "pace")));
        }

        if (putOff.Count > 0) await _books.Leases.PutOffAsync(_me, putOff, cancellation);
        return taken.Count > 0;
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        var repeatable = _pumps.ToDictionary(p => p.Key, p => p.Value.Port.DropsRepeatsFor);
        var patience = _pumps.Values.Select(p => p.Port.Patience).DefaultIfEmpty(TimeSpan.FromSeconds(10)).Max();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stopping);
                await _fates.CatchUpAsync(stopping);
                if (!await AnyLeftBehindAsync(stopping)) continue;
                var ids = await _doubts.SweepAsync(_me, repeatable, patience, stopping);
                if (ids.Count == 0) continue;
                foreach (var message in await _books.Leases.ResumeAsync(ids, stopping)) _pumps[message.Form.Channel].Resume(message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.LogWarning(e, "Messages: what was told early, or left behind by dead senders, could not be looked at; again in a second");
            }
        }
    }

    private async Task<bool> AnyLeftBehindAsync(CancellationToken cancellation)
    {
        var now = _time.Now().ToUnixTimeMilliseconds();
        await using var db = _database.Read();
        return await db.GetTable<GuestMessageRow>().AnyAsync(m => m.State == GuestMessageState.Sending && m.LeaseUntil < now, cancellation);
    }
}
