using CinemaCx.Connectors.WeChat.Models;

namespace CinemaCx.Connectors.WeChat;

public static class WechatApiClientExecuteCgibinMessageExtensions
{
    /// <summary>
    /// <c>POST /cgi-bin/message/subscribe/send</c> (page "发送订阅消息"). There is no duplicate check. 40003 open id, 40037 template, 41030 page, 43101 no
    /// subscription left, 43107 banned, 43108 two at once to one user, 45168 forbidden words, 47003 a value, which the words name, 45009 quota, -1 busy.
    /// </summary>
    public static Task<CgibinMessageSubscribeSendResponse> ExecuteCgibinMessageSubscribeSendAsync(
        this WechatApiClient client, CgibinMessageSubscribeSendRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<CgibinMessageSubscribeSendResponse>(
            client.CreateFlurlRequest(request, "cgi-bin", "message", "subscribe", "send"), HttpMethod.Post, request, cancellationToken);

    /// <summary>
    /// <c>POST /cgi-bin/message/template/send</c> (page "发送模板消息"), with the token of a service account. 40003 open id of another account, 40037 template,
    /// 43004 does not follow, 47003 a value, -1 busy; repeats of a <see cref="CgibinMessageTemplateSendRequest.ClientMessageId"/> are dropped for ten minutes.
    /// </summary>
    public static Task<CgibinMessageTemplateSendResponse> ExecuteCgibinMessageTemplateSendAsync(
        this WechatApiClient client, CgibinMessageTemplateSendRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<CgibinMessageTemplateSendResponse>(
            client.CreateFlurlRequest(request, "cgi-bin", "message", "template", "send"), HttpMethod.Post, request, cancellationToken);
}
