using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace CinemaCx.Bench;

/// <summary>Two managers hold a card of the same case; one presses 受理. Until her own card shows it, and until both do.</summary>
internal static class PressBench
{
    private const double OwnDueMs = 1_000;
    private const double AllDueMs = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Nobody reads a card and presses sooner.</summary>
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(300);

    /// <returns>Milliseconds from the press.</returns>
    public static async Task<List<(double Own, double All)>> RunAsync(AlertScene scene, int presses)
    {
        await scene.ClearAsync();
        using var http = new HttpClient { BaseAddress = scene.Stage.WeCom };
        using var wire = new Wire(scene.Stage.House.Port);
        var figures = new List<(double Own, double All)>();
        for (var i = 0; i < presses; i++)
        {
            scene.Sightings.Clear();
            wire.Demand(AlertStage.Answers(1, AlertStage.CinemaOfTwo, cinemas: 1)[0], 201);
            await scene.Sightings.ArrivalsAsync(2, Patience);
            var own = scene.Sightings.Arrived.Keys.ElementAt(i % 2);
            await Task.Delay(Reading);
            var pressed = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsJsonAsync("/_sim/press", new { userId = own.Person, taskId = own.Card, key = "ack" });
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (!answer.IsSuccessStatusCode || !said.GetProperty("taken").GetBoolean()) throw new InvalidOperationException($"The press was not taken: {said}");
            await scene.Sightings.ActedAsync(2, Patience);
            figures.Add((
                Stopwatch.GetElapsedTime(pressed, scene.Sightings.Acted[own]).TotalMilliseconds,
                Stopwatch.GetElapsedTime(pressed, scene.Sightings.Acted.Values.Max()).TotalMilliseconds));
        }

        System.Console.WriteLine($"{presses} presses: own card p50 {Table.Ms(Table.Median(figures.Select(f => f.Own)))}, both cards p50 {Table.Ms(Table.Median(figures.Select(f => f.All)))}");
        return figures;
    }

    public static void Report(Table table, List<(double Own, double All)> presses)
    {
        Add("press to own card new", presses.Select(p => p.Own), OwnDueMs);
        Add("press to both cards new", presses.Select(p => p.All), AllDueMs);

        void Add(string operation, IEnumerable<double> figures, double dueMs)
        {
            var histogram = OpenLoad.Milliseconds(figures);
            var max = histogram.GetValueAtPercentile(100) / 1000.0;
            table.Add(
                $"{operation}, {presses.Count} presses", $"p50 {Table.Ms(histogram.GetValueAtPercentile(50) / 1000.0)}, max {Table.Ms(max)}",
                Table.Ms(histogram.GetValueAtPercentile(99) / 1000.0), "", "", $"<= {dueMs / 1000:0} s", max <= dueMs);
        }
    }
}
