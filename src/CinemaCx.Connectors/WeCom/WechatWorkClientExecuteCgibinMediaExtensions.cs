using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;
using Flurl.Http;

namespace CinemaCx.Connectors.WeCom;

public static class WechatWorkClientExecuteCgibinMediaExtensions
{
    /// <summary><c>POST /media/upload</c> (page 90253): a file for messages, good for three days. 40004 type, 40006 and 40009 size, 45009 rate, -1 busy.</summary>
    public static async Task<CgibinMediaUploadResponse> ExecuteCgibinMediaUploadAsync(
        this WechatWorkClient client, CgibinMediaUploadRequest request, CancellationToken cancellationToken = default)
    {
        using var content = MediaContent.Png(request.FileBytes, request.FileName);
        var flurlRequest = client.CreateFlurlRequest(request, "media", "upload").SetQueryParam("type", request.Type);
        return await client.SendFlurlRequestAsFormDataAsync<CgibinMediaUploadResponse>(flurlRequest, HttpMethod.Post, content, cancellationToken);
    }
}
