using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Messages;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChat;

/// <summary>The service account's client and token, apart from the mini-program's.</summary>
internal sealed record ServiceAccount(WechatApiClient Client, AccessTokens Tokens);

/// <summary>Messages' port to the service account's template messages. A repeat of the same id is dropped by the platform for ten minutes.</summary>
internal sealed class TemplateMessages(ServiceAccount account, IOptions<ServiceAccountOptions> options, IOptions<WeChatOptions> miniProgram) : IGuestChannel
{
    public MessageChannel Channel => MessageChannel.ServiceAccount;

    public string Account => account.Client.Credentials.AppId;

    public TimeSpan DropsRepeatsFor { get; } = TimeSpan.FromMinutes(10);

    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(2 * options.Value.Timeout);

    public Task<string?> ReadyAsync(CancellationToken cancellation) => TokenCalls.ReadyAsync(account.Tokens, cancellation);

    public Task<SendReceipt> SendAsync(OutgoingMessage message, CancellationToken cancellation) => TokenCalls.SendAsync(account.Tokens, async token =>
    {
        var response = await account.Client.ExecuteCgibinMessageTemplateSendAsync(
            new CgibinMessageTemplateSendRequest
            {
                AccessToken = token,
                ToUserOpenId = message.Address,
                TemplateId = message.PlatformTemplate,
                // Its length is not documented: a hash is as unique and surely short enough.
                ClientMessageId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)))[..32],
                MiniProgram = message.Content.Page is null ? null : new() { AppId = miniProgram.Value.AppId, PagePath = message.Content.Page },
                Data = message.Content.Data.ToDictionary(d => d.Key, d => new CgibinMessageTemplateSendRequest.Types.DataItem { Value = d.Value }, StringComparer.Ordinal),
            }, cancellation);
        return MessageOutcomes.Of(response, response.MessageId?.ToString(CultureInfo.InvariantCulture));
    }, cancellation);
}
