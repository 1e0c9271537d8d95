using System.Threading.Channels;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

/// <summary>What a pump writes to.</summary>
internal sealed record MessageBooks(MessageLeases Leases, MessageMarks Marks, MessageRecords Records, RateLimiter Limiter);

/// <summary>
/// One channel of one sender: takes permits as the platform's limit allows, marks as many messages in one transaction, calls for all of them at once and
/// writes the answers down together. Between marking and calling lies nothing, so that a kill leaves few in doubt.
/// </summary>
internal sealed class ChannelPump(string sender, IGuestChannel channel, MessageBooks books, IOptions<MessageOptions> options, TimeProvider time, ILogger logger)
{
    private const int MostBatch = 64;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Unready = TimeSpan.FromSeconds(5);

    private readonly Channel<PlannedMessage> _queue = System.Threading.Channels.Channel.CreateUnbounded<PlannedMessage>();
    private readonly Channel<CalledMessage> _called = System.Threading.Channels.Channel.CreateUnbounded<CalledMessage>();
    private readonly RateLimitPolicy _policy = Policy(channel.Channel, options.Value.PerMinute(channel.Channel));
    private int _waiting;
    private int _inFlight;

    public MessageChannel Kind => channel.Channel;

    public IGuestChannel Port => channel;

    /// <summary>How many more it is worth planning for, all in all about a second's work.</summary>
    public int Room => Capacity - Volatile.Read(ref _waiting);

    public bool IsHalfEmpty => Room * 2 >= Capacity;

    private int Capacity => Math.Clamp(options.Value.PerMinute(Kind) / 60, 16, 512);

    public void Add(PlannedMessage message)
    {
        Interlocked.Increment(ref _waiting);
        _queue.Writer.TryWrite(message);
    }

    /// <summary>Runs until stopped; calls that are under way then are waited for and written down.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var recording = RecordAsync();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _queue.Reader.WaitToReadAsync(stopping);
                var began = time.GetTimestamp();
                await RoundAsync(stopping);
                var left = Beat - time.GetElapsedTime(began);
                if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Messages by {Channel}: a round did not end well; its leases run out by themselves", Kind);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        while (Volatile.Read(ref _inFlight) > 0) await Task.Delay(Beat, TimeProvider.System, CancellationToken.None);
        _called.Writer.Complete();
        await recording;
    }

    /// <summary>Calls once more what a dead sender had marked.</summary>
    public void Resume(PlannedMessage message)
    {
        Interlocked.Increment(ref _inFlight);
        _ = CallAsync(message, CancellationToken.None);
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        if (await channel.ReadyAsync(stopping) is { } why)
        {
            await SendBackAsync(new PlanDecision(null, time.Now() + Unready, null, why), stopping);
            return;
        }

        var (batch, wait) = await GatherAsync();
        if (batch.Count == 0)
        {
            if (wait > TimeSpan.Zero) await Task.Delay(wait < Beat * 4 ? wait : Beat * 4, TimeProvider.System, stopping);
            return;
        }

        // Once this has begun it ends, whoever wants to stop: what is marked is called.
        var go = await books.Marks.MarkAsync(sender, batch, channel.Patience, options.Value.MostPerGuestWithin, CancellationToken.None);
        foreach (var message in go)
        {
            Interlocked.Increment(ref _inFlight);
            _ = CallAsync(message, CancellationToken.None);
        }
    }

    /// <summary>As many as there are permits for at this moment, and room in flight.</summary>
    private async Task<(List<PlannedMessage> Batch, TimeSpan Wait)> GatherAsync()
    {
        var batch = new List<PlannedMessage>();
        var guests = new HashSet<string>(StringComparer.Ordinal);
        while (batch.Count < MostBatch && Volatile.Read(ref _inFlight) + batch.Count < options.Value.MostInFlight && _queue.Reader.TryPeek(out var next))
        {
            // Its lease is nearly over: somebody plans it anew.
            var stale = time.Now() - next.PlannedAt > MessageLeases.Lease / 2;
            if (!stale && guests.Contains(next.Row.GuestId)) break;
            if (!stale && await books.Limiter.TakeAsync(new RateLimitBucket(_policy, channel.Account)) is { Allowed: false } refused) return (batch, refused.RetryAfter);
            if (!_queue.Reader.TryRead(out next)) break;
            Interlocked.Decrement(ref _waiting);
            if (stale || !guests.Add(next.Row.GuestId)) continue;
            batch.Add(next);
        }

        return (batch, Beat);
    }

    private async Task CallAsync(PlannedMessage message, CancellationToken cancellation)
    {
        SendReceipt receipt;
        try
        {
            using var patience = new CancellationTokenSource(channel.Patience, TimeProvider.System);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            receipt = await channel.SendAsync(message.Content, linked.Token);
            // Where the platform drops repeats, silence is answered by asking again.
            for (var again = 0; again < 3 && receipt.Outcome == SendOutcome.Silent && channel.DropsRepeatsFor > TimeSpan.Zero; again++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, linked.Token);
                receipt = await channel.SendAsync(message.Content, linked.Token);
            }
        }
        catch (Exception e)
        {
            receipt = new SendReceipt(SendOutcome.Silent, Error: "no answer: " + e.Message);
        }

        if (receipt.Outcome == SendOutcome.BadForm)
            logger.LogError("Template {Template} is set aside on {Channel}: {Error}. Mend it, then resume it", message.Row.TemplateId, Kind, receipt.Error);
        await _called.Writer.WriteAsync(new CalledMessage(message, receipt), CancellationToken.None);
        Interlocked.Decrement(ref _inFlight);
    }

    private async Task RecordAsync()
    {
        while (await _called.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var calls = new List<CalledMessage>();
            while (calls.Count < 4 * MostBatch && _called.Reader.TryRead(out var call)) calls.Add(call);
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await books.Records.WriteAsync(sender, calls, CancellationToken.None);
                    break;
                }
                catch (Exception e) when (tries < 60)
                {
                    // What is sent is sent: it is written down late rather than not at all, and meanwhile listed as in doubt.
                    logger.LogWarning(e, "Messages by {Channel}: {Count} answers could not be written down; again in half a second", Kind, calls.Count);
                    await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Messages by {Channel}: {Count} answers were never written down; they are listed as in doubt", Kind, calls.Count);
                    break;
                }
            }

            // The next answers are gathered meanwhile.
            await Task.Delay(Beat, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task SendBackAsync(PlanDecision decision, CancellationToken cancellation)
    {
        var back = new List<(string, PlanDecision)>();
        while (_queue.Reader.TryRead(out var message))
        {
            Interlocked.Decrement(ref _waiting);
            back.Add((message.Row.Id, decision));
        }

        if (back.Count > 0) await books.Leases.PutOffAsync(sender, back, cancellation);
    }

    /// <summary>Half a second's worth at one moment, and in no minute more than allowed.</summary>
    private static RateLimitPolicy Policy(MessageChannel channel, int perMinute)
    {
        var burst = Math.Max(1, perMinute / 120);
        return new RateLimitPolicy("guest-messages-" + Platform.Data.StoredWord.Of(channel), Math.Max(1, perMinute - burst), TimeSpan.FromMinutes(1), burst, RateLimitScope.Route, Shared: true);
    }
}
