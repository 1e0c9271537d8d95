using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>A QR code at the exit of a hall.</summary>
/// <param name="Cinema">0 or 1, as the sample's people count them.</param>
internal sealed record Exit(string Code, string CinemaId, string HallId, int Cinema);

/// <param name="Category">What the case must be about.</param>
/// <param name="IsCritical">Must be a case of its own; others of the same hall and category become one.</param>
internal sealed record Complaint(string Id, Exit At, string Category, bool IsCritical)
{
    public string Words { get; init; } = "";
    public string Device { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Timestamp of the first answer that took it; 0 while there is none.</summary>
    public long TakenAt { get; set; }

    /// <summary>The sample's people whose phones must show it: of the first cinema by WeCom, of the second by DingTalk.</summary>
    public IReadOnlyList<string> People =>
        Category is "facility" or "av"
            ? At.Cinema == 0 ? ["lijing", "wanggong"] : ["zhoufang", "sunqiang"]
            : At.Cinema == 0 ? ["lijing"] : ["zhoufang"];
}

/// <summary>Guests who say one star, again and again under the same id until the house says that it has it.</summary>
internal sealed class Complaints(string guestUrl, IReadOnlyList<Exit> exits) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private static readonly (string Category, string Words)[] Common =
    [
        ("facility", "空调太冷"), ("av", "画面模糊"), ("hygiene", "地上很脏"), ("concession", "爆米花不脆"), ("staff", "服务员态度不好"), ("ticketing", "取票排队太久"),
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(guestUrl), Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentQueue<Complaint> _taken = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private int _unanswered;

    /// <summary>What the house has said it has.</summary>
    public IReadOnlyCollection<Complaint> Taken => _taken;

    /// <summary>Sendings that nobody answered, because the house was dead or died over them.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>What a house that lives answered and never should.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public async Task GoOnAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            await GiveAsync(Next(random));
            await Task.Delay(random.Next(25), CancellationToken.None);
        }
    }

    public Complaint Hurt(Exit at) =>
        new(NewId(), at, "other", IsCritical: true) { Words = "有人受伤，请快来" };

    public async Task<Complaint> GiveAsync(Complaint complaint)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsTakenAsync(complaint))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "nobody takes the answer");
            await Task.Delay(Breath);
        }

        complaint.TakenAt = TimeProvider.System.GetTimestamp();
        _taken.Enqueue(complaint);
        return complaint;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsTakenAsync(Complaint complaint)
    {
        try
        {
            var answer = await Answer.ReadAsync(await _http.PostAsJsonAsync("/api/v1/feedback", new
            {
                id = complaint.Id,
                touchpoint = complaint.At.Code,
                device = complaint.Device,
                stars = 1,
                comment = complaint.Words,
            }));
            if (answer.Status is 200 or 201) return true;
            if (answer.Status != 503) _errors.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Text}"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            Interlocked.Increment(ref _unanswered);
        }

        return false;
    }

    private Complaint Next(Random random)
    {
        var at = exits[random.Next(exits.Count)];
        if (random.Next(100) < 70) return Hurt(at);
        var (category, words) = Common[random.Next(Common.Length)];
        return new Complaint(NewId(), at, category, IsCritical: false) { Words = words };
    }

    private static string NewId() => "ans" + Guid.NewGuid().ToString("N");
}
