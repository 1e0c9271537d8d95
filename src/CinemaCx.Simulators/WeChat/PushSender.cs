using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>What a push sent by hand may have wrong with it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushFlaw>))]
internal enum PushFlaw
{
    None,

    /// <summary>Signed with another token.</summary>
    Signature,

    /// <summary>Sealed for another app, under the right key and signature.</summary>
    App,

    /// <summary>An hour old, correctly signed.</summary>
    Stale,

    /// <summary>A quarter of a megabyte of text.</summary>
    Oversized,

    /// <summary>A document type with an entity before the XML.</summary>
    Dtd,
}

/// <summary>One try; status 0 means that no answer came.</summary>
internal sealed record PushTry(DateTimeOffset At, int Status, string Answer, string? Error);

/// <summary>A push: what was sent where, how often, and whether it was taken.</summary>
internal sealed record PushDelivery(long Number, string AppId, string Event, string Url, string Body, IReadOnlyList<PushTry> Tries, bool Taken);

/// <summary>Hands events to an account's address: five seconds, three repeats, then it is lost.</summary>
internal sealed class PushSender(TimeProvider time) : IDisposable
{
    private const int MostTries = 4;
    private const int AtOnce = 32;
    private const int Oversize = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Ring<PushDelivery> _latest = new(2_000);
    private readonly SemaphoreSlim _lines = new(AtOnce);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private long _number;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PushDelivery> Latest => _latest.Newest();

    public void Clear() => _latest.Clear();

    public void Dispose()
    {
        _http.Dispose();
        _lines.Dispose();
    }

    public Task<PushDelivery> SendAsync(WeChatPushTarget target, PushEvent happened, PushFlaw flaw, CancellationToken stop)
    {
        var (url, body) = Write(target, happened, flaw);
        return PostAsync(target.AppId, happened.Event, url, body, stop);
    }

    /// <summary>The very bytes of an earlier push once more.</summary>
    public Task<PushDelivery> RepeatAsync(PushDelivery old, CancellationToken stop) => PostAsync(old.AppId, old.Event, old.Url, old.Body, stop);

    /// <summary>Asks the address to prove itself, as the console does when it is saved.</summary>
    public async Task<object> VerifyAsync(WeChatPushTarget target, CancellationToken stop)
    {
        var (echo, stamp) = (WireText.RandomDigits(19), Stamp(PushFlaw.None));
        var tried = await TryAsync(new HttpRequestMessage(HttpMethod.Get, $"{target.Url}?signature={Sign(target.Token, stamp)}&timestamp={stamp.Timestamp}&nonce={stamp.Nonce}&echostr={echo}"), stop);
        var problem = tried.Status != 200 ? tried.Error ?? $"status {tried.Status}" : tried.Answer == echo ? null : "the answer is not echostr";
        return new { ok = problem is null, tried.Status, problem };
    }

    private async Task<PushDelivery> PostAsync(string appId, string name, string url, string body, CancellationToken stop)
    {
        await _lines.WaitAsync(stop);
        try
        {
            var tries = new List<PushTry>();
            do
            {
                var content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "text/xml");
                tries.Add(await TryAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = content }, stop));
            }
            while (!IsTaken(tries[^1]) && tries.Count < MostTries);
            var delivery = new PushDelivery(Interlocked.Increment(ref _number), appId, name, url, body, tries, IsTaken(tries[^1]));
            _latest.Add(delivery);
            return delivery;
        }
        finally
        {
            _lines.Release();
        }
    }

    private async Task<PushTry> TryAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var at = time.GetUtcNow();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            using (request)
            using (var response = await _http.SendAsync(request, limit.Token))
                return new PushTry(at, (int)response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token), null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new PushTry(at, 0, "", $"no answer within {Patience.TotalSeconds} s");
        }
        catch (HttpRequestException failure)
        {
            return new PushTry(at, 0, "", failure.Message);
        }
    }

    private (string Url, string Body) Write(WeChatPushTarget target, PushEvent happened, PushFlaw flaw)
    {
        var stamp = Stamp(flaw);
        var url = $"{target.Url}?signature={(flaw == PushFlaw.Signature ? WireText.RandomHex(40) : Sign(target.Token, stamp))}&timestamp={stamp.Timestamp}&nonce={stamp.Nonce}&openid={happened.OpenId}";
        var (xml, json) = (happened.Xml(), happened.JsonBody());
        if (flaw == PushFlaw.Oversized)
        {
            xml.Add(new XElement("Padding", new string('x', Oversize)));
            json["Padding"] = new string('x', Oversize);
        }

        if (target.Mode != PushMode.Plain)
        {
            var seal = new Seal(target.Token, target.EncodingAesKey, target.AppId);
            var plain = target.Format == PushFormat.Xml ? xml.ToString(SaveOptions.DisableFormatting) : PushEvent.Write(json);
            var encrypted = seal.Encrypt(plain, flaw == PushFlaw.App ? "wx" + WireText.RandomHex(16) : null);
            var signature = flaw == PushFlaw.Signature ? WireText.RandomHex(40) : seal.Sign(stamp.Timestamp, stamp.Nonce, encrypted);
            url += $"&encrypt_type=aes&msg_signature={signature}";
            if (target.Mode == PushMode.Safe) (xml, json) = (new XElement("xml", new XElement("ToUserName", new XCData(happened.ToUserName))), new() { ["ToUserName"] = happened.ToUserName });
            xml.Add(new XElement("Encrypt", new XCData(encrypted)));
            json["Encrypt"] = encrypted;
        }

        if (target.Format == PushFormat.Json) return (url, PushEvent.Write(json));
        return (url, (flaw == PushFlaw.Dtd ? "<!DOCTYPE xml [<!ENTITY e \"x\">]>" : "") + xml.ToString(SaveOptions.DisableFormatting));
    }

    private (string Timestamp, string Nonce) Stamp(PushFlaw flaw)
    {
        var at = time.GetUtcNow();
        return ((flaw == PushFlaw.Stale ? at.AddHours(-1) : at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), WireText.RandomDigits(10));
    }

    private static string Sign(string token, (string Timestamp, string Nonce) stamp) => Seal.SignatureOf(token, stamp.Timestamp, stamp.Nonce);

    private static bool IsTaken(PushTry tried) => tried is { Status: 200, Answer: "success" or "" };
}
