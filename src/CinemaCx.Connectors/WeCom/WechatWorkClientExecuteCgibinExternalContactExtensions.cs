using CinemaCx.Connectors.WeCom.Models;

namespace CinemaCx.Connectors.WeCom;

public static class WechatWorkClientExecuteCgibinExternalContactExtensions
{
    /// <summary>
    /// <c>POST /externalcontact/add_msg_template</c> (page 92135): a message to customers which the employee lets go by hand. Success may still name
    /// customers in <see cref="CgibinExternalContactAddMessageTemplateResponse.FailedExternalUserIdList"/>. 40096 no external user, 84061 no customer of hers,
    /// 40058 shape, 45009 rate, -1 busy.
    /// </summary>
    public static Task<CgibinExternalContactAddMessageTemplateResponse> ExecuteCgibinExternalContactAddMessageTemplateAsync(
        this WechatWorkClient client, CgibinExternalContactAddMessageTemplateRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<CgibinExternalContactAddMessageTemplateResponse>(
            client.CreateFlurlRequest(request, "externalcontact", "add_msg_template"), HttpMethod.Post, request, cancellationToken);
}
