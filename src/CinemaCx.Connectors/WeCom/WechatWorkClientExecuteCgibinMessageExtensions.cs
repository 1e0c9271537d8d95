using CinemaCx.Connectors.WeCom.Models;

namespace CinemaCx.Connectors.WeCom;

public static class WechatWorkClientExecuteCgibinMessageExtensions
{
    /// <summary>
    /// <c>POST /message/send</c> (page 90236). Success may still name receivers in <see cref="CgibinMessageSendResponse.InvalidUserIdList"/>, and what
    /// exceeds 30 a minute or 1,000 an hour per member is thrown away without a word. 81013, 60111, 60011 receivers, 40058 shape, 42014 task id,
    /// 43012 no callback address, 45002 length, 45009 and 45033 rate, -1 busy.
    /// </summary>
    public static Task<CgibinMessageSendResponse> ExecuteCgibinMessageSendAsync(
        this WechatWorkClient client, CgibinMessageSendRequest request, CancellationToken cancellationToken = default)
    {
        request.AgentId ??= client.Credentials.AgentId;
        return client.SendFlurlRequestAsJsonAsync<CgibinMessageSendResponse>(
            client.CreateFlurlRequest(request, "message", "send"), HttpMethod.Post, request, cancellationToken);
    }

    /// <summary><c>POST /message/update_template_card</c> (page 94888): a response code serves once, for 72 hours.</summary>
    public static Task<CgibinMessageUpdateTemplateCardResponse> ExecuteCgibinMessageUpdateTemplateCardAsync(
        this WechatWorkClient client, CgibinMessageUpdateTemplateCardRequest request, CancellationToken cancellationToken = default)
    {
        request.AgentId ??= client.Credentials.AgentId;
        return client.SendFlurlRequestAsJsonAsync<CgibinMessageUpdateTemplateCardResponse>(
            client.CreateFlurlRequest(request, "message", "update_template_card"), HttpMethod.Post, request, cancellationToken);
    }

    /// <summary><c>POST /message/recall</c> (page 94867): within 24 hours of sending. 40058 unknown message.</summary>
    public static Task<CgibinMessageRecallResponse> ExecuteCgibinMessageRecallAsync(
        this WechatWorkClient client, CgibinMessageRecallRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<CgibinMessageRecallResponse>(
            client.CreateFlurlRequest(request, "message", "recall"), HttpMethod.Post, request, cancellationToken);
}
