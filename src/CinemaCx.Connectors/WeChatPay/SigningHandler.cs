using System.Net.Http.Headers;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>Signs each attempt anew, over the address and the bytes that really go out; it sits inside the handler that repeats.</summary>
internal sealed class SigningHandler(RequestSigner signer) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content switch
        {
            null => [],
            JsonBytesContent content => content.Bytes,
            _ => throw new InvalidOperationException("Only a body that was serialised once can be signed."),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            RequestSigner.Scheme, signer.Authorize(request.Method.Method, request.RequestUri!.PathAndQuery, body));
        return base.SendAsync(request, cancellationToken);
    }
}
