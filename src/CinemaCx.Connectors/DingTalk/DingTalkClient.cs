using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;
using Flurl;
using Flurl.Http;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// Client of DingTalk's server API (open.dingtalk.com). A business failure is an answer, only transport faults throw
/// (<see cref="CommonException"/>). Safe for many threads.
/// </summary>
public sealed class DingTalkClient
{
    /// <summary>Name of its client at <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "dingtalk";

    private readonly DingTalkOptions _account;
    private readonly IFlurlClient _flurl;
    private readonly CallPace _pace;

    public DingTalkClient(DingTalkOptions account, HttpClient http)
    {
        _account = account;
        _pace = new CallPace(account.CallsPerSecond);
        _flurl = FlurlCalls.CreateFlurlClient(http, account.Endpoint, account.Timeout);
    }

    /// <summary><c>POST /v1.0/oauth2/accessToken</c> (page "获取企业内部应用的 accessToken"): the same token again while it is valid.</summary>
    public Task<AccessTokenResponse> GetAccessTokenAsync(CancellationToken cancellation) => SendAsync<AccessTokenResponse>(
        HttpMethod.Post, "v1.0/oauth2/accessToken", new { appKey = _account.AppKey, appSecret = _account.AppSecret }, token: null, cancellation);

    /// <summary><c>POST /v1.0/oauth2/userAccessToken</c> (page "获取用户 token"): whose code from the login page this is; a code serves once.</summary>
    public Task<UserAccessTokenResponse> GetUserTokenAsync(string code, CancellationToken cancellation) => SendAsync<UserAccessTokenResponse>(
        HttpMethod.Post, "v1.0/oauth2/userAccessToken", new { clientId = _account.AppKey, clientSecret = _account.AppSecret, code, grantType = "authorization_code" }, token: null, cancellation);

    /// <summary><c>GET /v1.0/contact/users/me</c> (page "获取用户通讯录个人信息"), with the token of the user herself.</summary>
    public Task<ContactUserResponse> GetMyselfAsync(string userToken, CancellationToken cancellation) =>
        SendAsync<ContactUserResponse>(HttpMethod.Get, "v1.0/contact/users/me", body: null, userToken, cancellation);

    /// <summary><c>POST /topapi/user/getbyunionid</c> of the older API (page "根据 unionid 获取用户 userid"): 60121 when she is not of the organisation.</summary>
    public async Task<UserByUnionIdResponse> GetUserByUnionIdAsync(string unionId, string token, CancellationToken cancellation)
    {
        var request = new FlurlRequest(Url.Combine(_account.LegacyEndpoint, "topapi/user/getbyunionid")) { Client = _flurl };
        using var content = new JsonBytesContent(PlatformJson.Serialize(new { unionid = unionId }));
        var answer = await request.SetQueryParam("access_token", token).SendRawAsync(HttpMethod.Post, content, cancellation);
        var response = Read<UserByUnionIdResponse>(answer);
        response.Status = answer.Status;
        return response;
    }

    /// <summary>
    /// <c>POST /v1.0/robot/oToMessages/batchSend</c> (page "批量发送人与机器人会话中机器人消息"): at most 20 people. Whom it did not reach stands
    /// in two lists of a successful answer.
    /// </summary>
    public Task<OToMessagesBatchSendResponse> SendToPeopleAsync(OToMessagesBatchSendRequest request, string token, CancellationToken cancellation) =>
        SendAsync<OToMessagesBatchSendResponse>(HttpMethod.Post, "v1.0/robot/oToMessages/batchSend", request, token, cancellation);

    /// <summary><c>POST /v1.0/card/instances/createAndDeliver</c> (page "创建并投放卡片"): the same outTrackId is the same card.</summary>
    public Task<CardDeliveryResponse> CreateAndDeliverCardAsync(CardDeliveryRequest request, string token, CancellationToken cancellation) =>
        SendAsync<CardDeliveryResponse>(HttpMethod.Post, "v1.0/card/instances/createAndDeliver", request, token, cancellation);

    /// <summary><c>PUT /v1.0/card/instances</c> (page "更新卡片").</summary>
    public Task<CardUpdateResponse> UpdateCardAsync(CardUpdateRequest request, string token, CancellationToken cancellation) =>
        SendAsync<CardUpdateResponse>(HttpMethod.Put, "v1.0/card/instances", request, token, cancellation);

    /// <summary><c>POST /v1.0/card/callbacks/register</c> (page "注册卡片回调地址").</summary>
    public Task<CardCallbackRegistrationResponse> RegisterCardCallbackAsync(
        CardCallbackRegistrationRequest request, string token, CancellationToken cancellation) =>
        SendAsync<CardCallbackRegistrationResponse>(HttpMethod.Post, "v1.0/card/callbacks/register", request, token, cancellation);

    /// <summary>
    /// <c>POST /v1.0/gateway/connections/open</c> (Stream mode, "协议接入"): where to connect, and a ticket that serves once within 90 seconds.
    /// </summary>
    /// <param name="topics">Callback topics to be told of.</param>
    public Task<ConnectionOpenResponse> OpenConnectionAsync(IReadOnlyList<string> topics, CancellationToken cancellation) => SendAsync<ConnectionOpenResponse>(
        HttpMethod.Post,
        "v1.0/gateway/connections/open",
        new ConnectionOpenRequest(_account.AppKey, _account.AppSecret, [.. topics.Select(topic => new StreamSubscription("CALLBACK", topic))], "cinemacx/0.1.0"),
        token: null,
        cancellation);

    /// <summary>Answers in the conversation a robot message came from; needs no token and is not metered.</summary>
    /// <exception cref="ArgumentException">The address does not lie at the platform.</exception>
    public async Task<SessionWebhookResponse> ReplyAsync(Uri sessionWebhook, object message, CancellationToken cancellation)
    {
        if (!IsAtThePlatform(sessionWebhook))
            throw new ArgumentException("The session webhook does not lie at the platform.", nameof(sessionWebhook));
        using var content = new JsonBytesContent(PlatformJson.Serialize(message));
        var answer = await new FlurlRequest(sessionWebhook.AbsoluteUri) { Client = _flurl }.SendRawAsync(HttpMethod.Post, content, cancellation);
        var response = answer.Status == 200 ? PlatformJson.Deserialize<SessionWebhookResponse>(answer.Bytes) : new SessionWebhookResponse();
        response.Status = answer.Status;
        return response;
    }

    /// <summary>The signature of a robot message does not cover its body, so an address found there is looked at before it is called.</summary>
    public bool IsAtThePlatform(Uri address) =>
        address.IsAbsoluteUri && Uri.Compare(address, new Uri(_account.LegacyEndpoint), UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, string? token, CancellationToken cancellation)
        where T : DingTalkResponse, new()
    {
        var request = _flurl.Request(path);
        request.Client = _flurl;
        if (token is not null)
        {
            await _pace.WaitAsync(method + path, cancellation);
            request.WithHeader("x-acs-dingtalk-access-token", token);
        }
        using var content = body is null ? null : new JsonBytesContent(PlatformJson.Serialize(body));
        var answer = await request.SendRawAsync(method, content, cancellation);
        var response = Read<T>(answer);
        response.Status = answer.Status;
        response.RetryAfter = answer.Headers.RetryAfter?.Delta is { } pause && pause > TimeSpan.Zero ? pause : null;
        return response;
    }

    private static T Read<T>(RawAnswer answer) where T : DingTalkResponse, new()
    {
        if (answer.Status is >= 200 and < 300)
            return PlatformJson.Deserialize<T>(answer.Bytes);
        try
        {
            return PlatformJson.Deserialize<T>(answer.Bytes);
        }
        catch (CommonSerializationException)
        {
            // Something in between answered; its page says nothing to a program, its status does.
            return new T();
        }
    }
}
