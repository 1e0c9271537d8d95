using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>What one of our doors answered from outside.</summary>
/// <param name="Fault">Why nothing came back, in Chinese; null when something did.</param>
internal sealed record DoorAnswer(int Status, string Body, TimeSpan Took, string? Fault)
{
    /// <summary>The code of a refusal: our doors put it under <c>code</c>, the payment callback under <c>message</c>.</summary>
    public bool Says(string code) => Text("code") == code || Text("message") == code;

    private string? Text(string name)
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Calls our own doors by their public addresses, as a platform would.</summary>
internal sealed class OwnDoor(IHttpClientFactory factory, IOptions<SelfTestOptions> options)
{
    public const string HttpClientName = "self-test";

    private const int LargestAnswer = 64 * 1024;

    /// <returns>Null where the staff door's public address is not set.</returns>
    public string? Staff(string path) => options.Value.StaffUrl.Length == 0 ? null : options.Value.StaffUrl.TrimEnd('/') + path;

    /// <returns>Null where the guest door's public address is not set.</returns>
    public string? Guest(string path) => options.Value.GuestUrl.Length == 0 ? null : options.Value.GuestUrl.TrimEnd('/') + path;

    public Task<DoorAnswer> GetAsync(string address, CancellationToken cancellation) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellation);

    public async Task<DoorAnswer> PostAsync(string address, string contentType, string body, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request, cancellation);
    }

    private async Task<DoorAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var most = TimeSpan.FromMilliseconds(options.Value.Timeout);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(most);
        try
        {
            using (request)
            {
                using var http = factory.CreateClient(HttpClientName);
                http.MaxResponseContentBufferSize = LargestAnswer;
                using var response = await http.SendAsync(request, patience.Token);
                return new DoorAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(patience.Token), TimeProvider.System.GetElapsedTime(began), null);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Silent(string.Create(CultureInfo.InvariantCulture, $"{most.TotalMilliseconds} 毫秒内没有回答"));
        }
        catch (HttpRequestException e)
        {
            return Silent(e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "域名解析不到地址",
                HttpRequestError.ConnectionError => "连接不上，端口没有开放或被防火墙拦截",
                HttpRequestError.SecureConnectionError => "HTTPS 证书有误",
                _ => "连接中断",
            });
        }

        DoorAnswer Silent(string why) => new(0, "", TimeProvider.System.GetElapsedTime(began), why);
    }
}
