using CinemaCx.Connectors.Http;
using Flurl.Http;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// Client of the WeCom API (developer.work.weixin.qq.com, server side). Calls are extension methods <c>Execute…Async</c>; a business failure is an
/// answer, only transport faults throw (<see cref="CommonException"/>). Safe for many threads.
/// </summary>
public sealed class WechatWorkClient
{
    /// <summary>Name of its client at <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "wecom";

    private readonly IFlurlClient _flurl;

    public WechatWorkClient(WechatWorkClientOptions options, HttpClient http)
    {
        Credentials = new WechatWorkCredentials(options.CorpId, options.AgentId, options.AgentSecret);
        _flurl = FlurlCalls.CreateFlurlClient(http, options.Endpoint, options.Timeout);
    }

    public WechatWorkCredentials Credentials { get; }

    /// <param name="urlSegments">The path after the endpoint, which holds <c>/cgi-bin</c> already.</param>
    public IFlurlRequest CreateFlurlRequest(WechatWorkRequest request, params object[] urlSegments)
    {
        var flurlRequest = _flurl.Request(urlSegments);
        if (request.Timeout is { } milliseconds)
            flurlRequest.WithTimeout(TimeSpan.FromMilliseconds(milliseconds));
        return request.AccessToken is { } token ? flurlRequest.SetQueryParam("access_token", token) : flurlRequest;
    }

    /// <summary>Sends a request without a body.</summary>
    public Task<T> SendFlurlRequestAsync<T>(IFlurlRequest flurlRequest, HttpMethod method, CancellationToken cancellationToken = default)
        where T : WechatWorkResponse, new() => SendAsync<T>(flurlRequest, method, content: null, cancellationToken);

    /// <summary>Sends a request with a JSON body in which no character is written as <c>\uxxxx</c>.</summary>
    public async Task<T> SendFlurlRequestAsJsonAsync<T>(
        IFlurlRequest flurlRequest, HttpMethod method, WechatWorkRequest data, CancellationToken cancellationToken = default)
        where T : WechatWorkResponse, new()
    {
        using var content = new JsonBytesContent(UnescapedJson.Of(PlatformJson.Serialize<object>(data)));
        return await SendAsync<T>(flurlRequest, method, content, cancellationToken);
    }

    /// <summary>Sends a file.</summary>
    public Task<T> SendFlurlRequestAsFormDataAsync<T>(
        IFlurlRequest flurlRequest, HttpMethod method, MultipartFormDataContent content, CancellationToken cancellationToken = default)
        where T : WechatWorkResponse, new() => SendAsync<T>(flurlRequest, method, content, cancellationToken);

    private async Task<T> SendAsync<T>(IFlurlRequest flurlRequest, HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
        where T : WechatWorkResponse, new()
    {
        flurlRequest.Client = _flurl;
        var answer = await flurlRequest.SendRawAsync(method, content, cancellationToken);

        // Anything but 200 comes from something in between; its page says nothing to a program.
        var response = answer.Status == 200 ? PlatformJson.Deserialize<T>(answer.Bytes) : new T();
        response.Raw = answer;
        return response;
    }
}
