using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>Hands presses and words to the application's address: five seconds, three attempts, then it is lost.</summary>
internal sealed class CallbackSender(WeComSimulatorOptions options, WeComSettings settings, Seal seal, TimeProvider time) : IDisposable
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(1);
    private readonly Ring<Delivery> _latest = new(2_000);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private long _number;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Delivery> Latest => _latest.Newest();

    public void Clear() => _latest.Clear();

    public void Dispose() => _http.Dispose();

    /// <param name="apply">Takes the body of a 200 answer; gives the kind of reply, and what is wrong with it.</param>
    public async Task<Delivery> SendAsync(
        string userId, string kind, XElement message, Flaw flaw, Func<string, (string Kind, string? Error)> apply, CancellationToken stop)
    {
        var (url, body) = Write(message, flaw);
        return await PostAsync(userId, kind, url, body, apply, stop);
    }

    /// <summary>The very bytes of an earlier callback once more.</summary>
    public Task<Delivery> RepeatAsync(Delivery old, Func<string, (string Kind, string? Error)> apply, CancellationToken stop) =>
        PostAsync(old.UserId, old.Kind, old.Url, old.Body, apply, stop);

    /// <summary>Asks the address to prove itself, as the admin console does when it is saved.</summary>
    public async Task<object> VerifyAsync(CancellationToken stop)
    {
        var echo = WireText.RandomDigits(19);
        var encrypted = seal.Encrypt(echo);
        var (timestamp, nonce) = Stamp(Flaw.None);
        var (attempt, answer) = await TryAsync(new HttpRequestMessage(HttpMethod.Get,
            Address(timestamp, nonce, seal.Sign(timestamp, nonce, encrypted)) + "&echostr=" + Uri.EscapeDataString(encrypted)), EchoPatience, stop);
        var problem = attempt.Status != 200 ? attempt.Error ?? $"status {attempt.Status}" : answer == echo ? null : "the answer is not the decrypted text";
        return new { ok = problem is null, attempt.Status, attempt.ElapsedMs, problem };
    }

    private async Task<Delivery> PostAsync(
        string userId, string kind, string url, string body, Func<string, (string Kind, string? Error)> apply, CancellationToken stop)
    {
        var attempts = new List<Try>();
        var answer = "";
        while (attempts.Count < MostAttempts)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
            (var attempt, answer) = await TryAsync(request, options.CallbackPatience, stop);
            attempts.Add(attempt);
            if (attempt.Status == 200) break;
        }

        var taken = attempts[^1].Status == 200;
        var (reply, error) = taken && answer.Length > 0 ? apply(answer) : ("none", null);
        var delivery = new Delivery(Interlocked.Increment(ref _number), userId, kind, url, body, attempts, taken, reply, error);
        _latest.Add(delivery);
        return delivery;
    }

    private async Task<(Try Attempt, string Answer)> TryAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken stop)
    {
        var (at, started) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        double Elapsed() => Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            using (request)
            using (var response = await _http.SendAsync(request, limit.Token))
            {
                var answer = await response.Content.ReadAsStringAsync(limit.Token);
                return (new Try(at, (int)response.StatusCode, Elapsed(), null), answer);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (new Try(at, 0, Elapsed(), $"no answer within {patience.TotalSeconds} s"), "");
        }
        catch (HttpRequestException failure)
        {
            return (new Try(at, 0, Elapsed(), failure.Message), "");
        }
    }

    private (string Url, string Body) Write(XElement message, Flaw flaw)
    {
        if (flaw == Flaw.Oversized) message.Add(new XElement("Padding", new string('x', 2 * 1024 * 1024)));
        var foreign = "ww" + WireText.RandomHex(16);
        var encrypted = seal.Encrypt(message.ToString(SaveOptions.DisableFormatting), flaw == Flaw.Corp ? foreign : null);
        var (timestamp, nonce) = Stamp(flaw);
        var signature = flaw == Flaw.Signature ? WireText.RandomHex(40) : seal.Sign(timestamp, nonce, encrypted);
        var envelope = new XElement("xml",
            new XElement("ToUserName", new XCData(options.CorpId)),
            new XElement("Encrypt", new XCData(encrypted)),
            new XElement("AgentID", new XCData(options.AgentId.ToString(CultureInfo.InvariantCulture))));
        var body = (flaw == Flaw.Dtd ? "<!DOCTYPE xml [<!ENTITY e \"x\">]>" : "") + envelope.ToString(SaveOptions.DisableFormatting);
        return (Address(timestamp, nonce, signature), body);
    }

    private (string Timestamp, string Nonce) Stamp(Flaw flaw)
    {
        var at = time.GetUtcNow();
        var seconds = (flaw == Flaw.Stale ? at.AddHours(-1) : at).ToUnixTimeSeconds();
        return (seconds.ToString(CultureInfo.InvariantCulture), WireText.RandomDigits(10));
    }

    private string Address(string timestamp, string nonce, string signature) =>
        $"{settings.CallbackUrl}?msg_signature={signature}&timestamp={timestamp}&nonce={nonce}";
}
