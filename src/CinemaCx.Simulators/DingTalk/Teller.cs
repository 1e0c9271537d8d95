using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>How telling the app went; <paramref name="Failure"/> is what the phone would show as a failed action.</summary>
internal sealed record Told(bool Answered, string Via, double ElapsedMs, string? Failure = null, JsonElement? Answer = null);

/// <summary>Tells the app what people press and type, by Stream or HTTP, and waits two seconds for its answer.</summary>
internal sealed class Teller(DingTalkSimulatorOptions options, StreamGateway gateway, CardStore store, RobotCalls robot, TimeProvider time) : IDisposable
{
    /// <summary>The platform's limit for the answer to a press.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };

    public DingTalkMessageMode MessageMode { get; set; } = options.MessageMode;

    public string MessageUrl { get; set; } = options.MessageUrl;

    /// <summary>Presses a button; the answer changes the card.</summary>
    public async Task<Told> PressAsync(Phone phone, Card card, string actionId, object sent)
    {
        var news = DingTalkAnswers.Text(new
        {
            type = "actionCallback",
            outTrackId = card.OutTrackId,
            corpId = options.CorpId,
            userId = phone.StaffId,
            userIdType = 1,
            spaceId = phone.StaffId,
            spaceType = "IM_ROBOT",
            extension = "{}",
            content = DingTalkAnswers.Text(new { cardPrivateData = new { actionIds = new[] { actionId }, @params = sent } }),
        });
        var told = card.ByHttp ? await PressByHttpAsync(card, news) : await ByStreamAsync(StreamGateway.CardTopic, news);
        if (told.Answer is not { } answer) return told;
        var change = card.ByHttp ? answer : answer.Member("response") ?? default;
        return change.ValueKind != JsonValueKind.Object || card.Change(change, phone.StaffId) ? told : told with { Failure = "bad-card-data" };
    }

    /// <summary>Writes to the robot.</summary>
    /// <param name="origin">This simulator's own address, where the session webhook lies.</param>
    public async Task<Told> TypeAsync(Phone phone, string text, string origin, string? msgId)
    {
        var now = time.GetUtcNow();
        var (session, until) = robot.OpenSession(phone.StaffId, now);
        var news = DingTalkAnswers.Text(new
        {
            conversationId = "cid" + phone.StaffId,
            conversationType = "1",
            chatbotCorpId = options.CorpId,
            chatbotUserId = "$:LWCP_v1:$bot",
            msgId = msgId ?? "msg" + Guid.NewGuid().ToString("N"),
            senderId = "$:LWCP_v1:$" + phone.StaffId,
            senderNick = phone.Name,
            senderStaffId = phone.Outside ? null : phone.StaffId,
            senderCorpId = phone.Outside ? null : options.CorpId,
            senderPlatform = "Android",
            isAdmin = false,
            isInAtList = false,
            sessionWebhook = $"{origin}/robot/sendBySession?session={session}",
            sessionWebhookExpiredTime = until.ToUnixTimeMilliseconds(),
            createAt = now.ToUnixTimeMilliseconds(),
            robotCode = options.AppKey,
            msgtype = "text",
            text = new { content = " " + text },
        });
        if (MessageMode == DingTalkMessageMode.Stream) return await ByStreamAsync(StreamGateway.MessageTopic, news);
        var stamp = Stamp(now);
        return await PostAsync(MessageUrl, news, ("timestamp", stamp), ("sign", Hmac(options.AppSecret, stamp + "\n" + options.AppSecret)));
    }

    public void Dispose() => _http.Dispose();

    private async Task<Told> ByStreamAsync(string topic, string news)
    {
        var began = Stopwatch.GetTimestamp();
        var (answer, failure) = await gateway.TellAsync(topic, news, Patience);
        return new Told(answer is not null, "stream", Stopwatch.GetElapsedTime(began).TotalMilliseconds, failure, answer);
    }

    private async Task<Told> PressByHttpAsync(Card card, string news)
    {
        if (card.RouteKey is null || !store.Routes.TryGetValue(card.RouteKey, out var route)) return new Told(false, "http", 0, "no-route");
        var stamp = Stamp(time.GetUtcNow());
        return await PostAsync(route.Url, news, ("x-ddpaas-signature-timestamp", stamp), ("x-ddpaas-signature", Hmac(route.ApiSecret, stamp)));
    }

    private async Task<Told> PostAsync(string url, string news, params (string Name, string Value)[] headers)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(news, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _http.SendAsync(request);
            var answer = Wire.Object(await response.Content.ReadAsByteArrayAsync());
            var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            return response.IsSuccessStatusCode && answer is not null
                ? new Told(true, "http", elapsed, Answer: answer)
                : new Told(false, "http", elapsed, "status-" + ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or InvalidOperationException or UriFormatException)
        {
            return new Told(false, "http", Stopwatch.GetElapsedTime(began).TotalMilliseconds, e is OperationCanceledException ? "no-answer" : "no-connection");
        }
    }

    private static string Stamp(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Hmac(string key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
}
