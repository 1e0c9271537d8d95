using System.Globalization;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Messages;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeChat;

/// <summary>Messages' port to the mini-program's one-time subscribe messages.</summary>
internal sealed class SubscribeMessages(WechatApiClient client, AccessTokens tokens, IOptions<WeChatOptions> options) : IGuestChannel
{
    public MessageChannel Channel => MessageChannel.Subscribe;

    public string Account => client.Credentials.AppId;

    /// <summary>The platform has no duplicate check here.</summary>
    public TimeSpan DropsRepeatsFor => TimeSpan.Zero;

    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(2 * options.Value.Timeout);

    public async Task<string?> ReadyAsync(CancellationToken cancellation) => await TokenCalls.ReadyAsync(tokens, cancellation);

    public Task<SendReceipt> SendAsync(OutgoingMessage message, CancellationToken cancellation) => TokenCalls.SendAsync(tokens, async token =>
    {
        var response = await client.ExecuteCgibinMessageSubscribeSendAsync(
            new CgibinMessageSubscribeSendRequest
            {
                AccessToken = token,
                ToUserOpenId = message.Address,
                TemplateId = message.PlatformTemplate,
                MiniProgramPagePath = message.Content.Page,
                Data = message.Content.Data.ToDictionary(d => d.Key, d => new CgibinMessageSubscribeSendRequest.Types.DataItem { Value = d.Value }, StringComparer.Ordinal),
            }, cancellation);
        return MessageOutcomes.Of(response, response.MessageId?.ToString(CultureInfo.InvariantCulture));
    }, cancellation);
}

/// <summary>A message is sent with a token, and once more with another where the platform says that the first was no good: then it did nothing.</summary>
internal static class TokenCalls
{
    private static readonly string[] AboutTheToken = ["40001 ", "40014 ", "42001 "];

    public static async Task<string?> ReadyAsync(AccessTokens tokens, CancellationToken cancellation)
    {
        try
        {
            await tokens.GetAsync(cancellation);
            return null;
        }
        catch (CommonException e)
        {
            return e.Message;
        }
    }

    public static async Task<SendReceipt> SendAsync(AccessTokens tokens, Func<string, Task<SendReceipt>> send, CancellationToken cancellation)
    {
        string token;
        SendReceipt receipt;
        try
        {
            token = await tokens.GetAsync(cancellation);
        }
        catch (CommonException e)
        {
            // Nothing was called yet, however the asking for a token ended.
            return new SendReceipt(SendOutcome.Later, Error: e.Message);
        }

        receipt = await OnceAsync(token, send, cancellation);
        if (!AboutTheToken.Any(code => receipt.Error?.StartsWith(code, StringComparison.Ordinal) == true)) return receipt;
        try
        {
            token = await tokens.RenewAsync(token, cancellation);
        }
        catch (CommonException)
        {
            return receipt;
        }

        return await OnceAsync(token, send, cancellation);
    }

    private static async Task<SendReceipt> OnceAsync(string token, Func<string, Task<SendReceipt>> send, CancellationToken cancellation)
    {
        try
        {
            return await send(token);
        }
        catch (CommonException e)
        {
            return MessageOutcomes.Of(e);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new SendReceipt(SendOutcome.Silent, Error: "no answer in time");
        }
    }
}
