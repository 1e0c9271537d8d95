using System.Text.Json;
using System.Threading.Channels;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>Brings what a simulated platform was asked into the book: whenever it was asked something, and only while somebody watches.</summary>
internal sealed class PlatformReader(string place, CallBook book)
{
    // Calls come in bursts: one look for all of them.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);
    private const int Most = 100;

    // One wish to look is enough, however many calls there were.
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _read;

    /// <summary>Which platform: one of <see cref="GlassBox.Place"/>.</summary>
    public string Place { get; } = place;

    public void Asked()
    {
        if (book.IsWatched) _asked.Writer.TryWrite(true);
    }

    public async Task RunAsync(HttpClient http, string platform, CancellationToken stop)
    {
        book.Opened += OnOpened;
        try
        {
            while (true)
            {
                await _asked.Reader.ReadAsync(stop);
                await Task.Delay(Pause, stop);
                await ReadAsync(http, platform, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The house is closing.
        }
        finally
        {
            book.Opened -= OnOpened;
        }
    }

    private void OnOpened(object? sender, EventArgs nothing) => Asked();

    private async Task ReadAsync(HttpClient http, string platform, CancellationToken stop)
    {
        CallList? list;
        try
        {
            list = await http.GetFromJsonAsync<CallList>($"{platform}/_sim/calls?limit={Most}", JsonSerializerOptions.Web, stop);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // It did not answer; the next call brings the next look.
            return;
        }

        if (list is null) return;
        // Its list was cleared.
        if (list.Total < _read) _read = 0;
        foreach (var call in list.Calls.Where(c => c.Number > _read).Reverse())
        {
            _read = call.Number;
            book.Add(new PassedCall(0, call.At, Place, call.Method, call.Path.Split('?')[0], call.Status, Math.Round(call.ElapsedMs, 1), call.ErrorCode, call.Fault));
        }
    }

    private sealed record CallList(long Total, IReadOnlyList<SeenCall> Calls);

    private sealed record SeenCall(long Number, DateTimeOffset At, string Method, string Path, int Status, string? ErrorCode, string? Fault, double ElapsedMs);
}
