using System.Diagnostics;
using System.Globalization;
using HdrHistogram;

namespace CinemaCx.Bench;

/// <param name="P50">From when an answer was due until its card lay before the manager, in milliseconds.</param>
/// <param name="AcceptP50">Until it was answered, durably.</param>
/// <param name="Accepted">Answers a second.</param>
internal sealed record AlertFigures(double P50, double P99, double AcceptP50, double AcceptP99, double Accepted, double LastCardSeconds);

/// <summary>A load of answers upon the open house, and what became of every one of them.</summary>
internal sealed class AlertScene(Ground ground, AlertStage stage, Sightings sightings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public AlertStage Stage => stage;

    public Sightings Sightings => sightings;

    /// <param name="perSecond">Null: as fast as they are answered.</param>
    public async Task<AlertFigures> RunAsync(string name, int count, int? perSecond, int connections)
    {
        await ClearAsync();
        var requests = AlertStage.Answers(count);
        var (cpu, transactions) = (stage.House.Cpu, await TransactionsAsync());
        var sent = OpenLoad.Run(stage.House.Port, requests, perSecond, connections, status: 201);
        await sightings.ArrivalsAsync(count, Patience);
        await QuietAsync();
        var cards = await CardsAsync(count);

        var first = sent.Min(s => s.Due);
        var toCard = OpenLoad.Milliseconds(requests.Select((r, i) => Stopwatch.GetElapsedTime(sent[i].Due, cards[IdOf(r)]).TotalMilliseconds));
        var toAnswer = OpenLoad.Milliseconds(sent.Select(s => s.Ms));
        var figures = new AlertFigures(
            At(toCard, 50), At(toCard, 99), At(toAnswer, 50), At(toAnswer, 99),
            count / Stopwatch.GetElapsedTime(first, sent.Max(s => s.Answered)).TotalSeconds,
            Stopwatch.GetElapsedTime(first, cards.Values.Max()).TotalSeconds);
        System.Console.WriteLine(
            $"{name}: answered p50 {Table.Ms(figures.AcceptP50)}, p99 {Table.Ms(figures.AcceptP99)}; card p50 {Table.Ms(figures.P50)}, p99 {Table.Ms(figures.P99)}; "
            + string.Create(CultureInfo.InvariantCulture, $"{figures.Accepted:N0} answers a second, last card after {figures.LastCardSeconds:0.0} s"));
        System.Console.WriteLine("  " + await ProfileAsync(count, stage.House.Cpu - cpu, await TransactionsAsync() - transactions));
        return figures;
    }

    public async Task ClearAsync()
    {
        await QuietAsync();
        await AlertStage.ClearAsync(ground.Connection);
        sightings.Clear();
    }

    /// <summary>Nothing is due any more and no card is being written down.</summary>
    private async Task QuietAsync()
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (await Ground.RowsAsync(ground.Connection, $"SELECT 1 FROM outbox WHERE due_at <= {now + 60_000} LIMIT 1") is []) return;
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException("The outbox did not become empty");
        }
    }

    /// <summary>Every answer must be there, with its showtime, one case, and one card that the platform named.</summary>
    /// <returns>When the card of each answer came, by the answer's id.</returns>
    private async Task<Dictionary<string, long>> CardsAsync(int count)
    {
        var rows = await Ground.RowsAsync(ground.Connection, """
            SELECT a.id, m.person, m.id FROM answers a JOIN case_voices v ON v.answer_id = a.id JOIN alert_messages m ON m.case_id = v.case_id
            WHERE m.state = 'delivered' AND m.message_id IS NOT NULL AND a.showtime_id IS NOT NULL
            """);
        if (rows.Count != count) throw new InvalidOperationException($"{rows.Count} of {count} answers have a delivered card with the platform's name");
        return rows.ToDictionary(r => (string)r[0], r => sightings.Arrived[((string)r[1], (string)r[2])], StringComparer.Ordinal);
    }

    /// <summary>Where the time went by the house's own clock, and what an answer cost in all.</summary>
    private async Task<string> ProfileAsync(int count, TimeSpan cpu, long transactions)
    {
        var row = (await Ground.RowsAsync(ground.Connection, """
            SELECT avg(c.opened_at - a.created_at)::float8, avg(m.delivered_at - c.opened_at)::float8
            FROM answers a JOIN case_voices v ON v.answer_id = a.id JOIN cases c ON c.id = v.case_id JOIN alert_messages m ON m.case_id = c.id
            """))[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"answer to case {(double)row[0]:0.0} ms, case to card written down {(double)row[1]:0.0} ms on average; {(double)transactions / count:0.0} transactions and {cpu.TotalMilliseconds / count:0.00} ms of the house's CPU an answer");
    }

    private async Task<long> TransactionsAsync()
    {
        // A server process tells what it did at most once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        return (long)(await Ground.RowsAsync(ground.Connection, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"))[0][0];
    }

    private static double At(LongHistogram histogram, double percentile) => histogram.GetValueAtPercentile(percentile) / 1000.0;

    private static string IdOf(byte[] request)
    {
        var at = request.AsSpan().IndexOf("\"id\":\""u8) + 6;
        return System.Text.Encoding.ASCII.GetString(request.AsSpan(at, request.AsSpan(at).IndexOf((byte)'"')));
    }
}
