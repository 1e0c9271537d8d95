using CinemaCx.Connectors.Http;
using Flurl.Http;

namespace CinemaCx.Connectors.WeChat;

/// <summary>
/// Client of the WeChat API (developers.weixin.qq.com, server side). Calls are extension methods <c>Execute…Async</c>; a business failure is an
/// answer, only transport faults throw (<see cref="CommonException"/>). Safe for many threads.
/// </summary>
public sealed class WechatApiClient
{
    /// <summary>Name of its client at <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "wechat";

    private readonly IFlurlClient _flurl;

    public WechatApiClient(WechatApiClientOptions options, HttpClient http)
    {
        Credentials = new WechatApiCredentials(options.AppId, options.AppSecret);
        _flurl = FlurlCalls.CreateFlurlClient(http, options.Endpoint, options.Timeout);
    }

    public WechatApiCredentials Credentials { get; }

    /// <param name="urlSegments">The path after the endpoint.</param>
    public IFlurlRequest CreateFlurlRequest(WechatApiRequest request, params object[] urlSegments)
    {
        var flurlRequest = _flurl.Request(urlSegments);
        if (request.Timeout is { } milliseconds)
            flurlRequest.WithTimeout(TimeSpan.FromMilliseconds(milliseconds));
        return request.AccessToken is { } token ? flurlRequest.SetQueryParam("access_token", token) : flurlRequest;
    }

    /// <summary>Sends a request without a body.</summary>
    public Task<T> SendFlurlRequestAsync<T>(IFlurlRequest flurlRequest, HttpMethod method, CancellationToken cancellationToken = default)
        where T : WechatApiResponse, new() => SendAsync<T>(flurlRequest, method, content: null, cancellationToken);

    /// <summary>Sends a request with a JSON body.</summary>
    public async Task<T> SendFlurlRequestAsJsonAsync<T>(
        IFlurlRequest flurlRequest, HttpMethod method, WechatApiRequest data, CancellationToken cancellationToken = default)
        where T : WechatApiResponse, new()
    {
        using var content = new JsonBytesContent(PlatformJson.Serialize<object>(data));
        return await SendAsync<T>(flurlRequest, method, content, cancellationToken);
    }

    private async Task<T> SendAsync<T>(IFlurlRequest flurlRequest, HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
        where T : WechatApiResponse, new()
    {
        flurlRequest.Client = _flurl;
        var answer = await flurlRequest.SendRawAsync(method, content, cancellationToken);

        // Anything but 200 comes from something in between; its page says nothing to a program.
        var response = answer.Status == 200 ? PlatformJson.Deserialize<T>(answer.Bytes) : new T();
        response.Raw = answer;
        return response;
    }
}
