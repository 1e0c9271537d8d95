using System.Globalization;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;
using CinemaCx.Messages;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// Messages' port to WeCom's customer messages (企业群发). The platform hands the message to the employee who has the guest as a contact, and she lets it go
/// with one tap: taken means handed to her. It drops no repeats.
/// </summary>
internal sealed class CustomerMessages(WechatWorkClient client, WeComTokens tokens, IOptions<WeComOptions> options) : IGuestChannel
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public MessageChannel Channel => MessageChannel.WeCom;

    public string Account => options.Value.CorpId;

    public TimeSpan DropsRepeatsFor => TimeSpan.Zero;

    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(2 * options.Value.Timeout);

    public async Task<string?> ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await tokens.GetAsync(failed: null, cancellation);
            return null;
        }
        catch (CommonException e)
        {
            return e.Message;
        }
    }

    public async Task<SendReceipt> SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        if (message.Owner is null) return new SendReceipt(SendOutcome.Unreachable, Error: "nobody has her as a contact");
        string token;
        try
        {
            token = await tokens.GetAsync(failed: null, cancellation);
        }
        catch (CommonException e)
        {
            // Nothing was called yet.
            return new SendReceipt(SendOutcome.Later, Error: e.Message);
        }

        try
        {
            var response = await CallAsync(message, token, cancellation);
            if (WeComTokens.IsAboutTheToken(response.ErrorCode)) response = await CallAsync(message, await tokens.GetAsync(token, cancellation), cancellation);
            return Judge(response, message.Address);
        }
        catch (WechatWorkException e)
        {
            return new SendReceipt(SendOutcome.Later, Error: e.Message);
        }
        catch (CommonException e)
        {
            return WeChat.MessageOutcomes.Of(e);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new SendReceipt(SendOutcome.Silent, Error: "no answer in time");
        }
    }

    private Task<CgibinExternalContactAddMessageTemplateResponse> CallAsync(OutgoingMessage message, string token, CancellationToken cancellation) =>
        client.ExecuteCgibinExternalContactAddMessageTemplateAsync(
            new CgibinExternalContactAddMessageTemplateRequest
            {
                AccessToken = token,
                ExternalUserIdList = [message.Address],
                SenderUserId = message.Owner,
                MessageContentAsText = new() { Content = message.Content.Text },
            }, cancellation);

    private static SendReceipt Judge(CgibinExternalContactAddMessageTemplateResponse response, string address)
    {
        if (response.GetRawStatus() != 200) return new SendReceipt(SendOutcome.Silent, Error: string.Create(CultureInfo.InvariantCulture, $"HTTP {response.GetRawStatus()}"));
        var error = string.Create(CultureInfo.InvariantCulture, $"{response.ErrorCode} {response.ErrorMessage}");
        return response.ErrorCode switch
        {
            0 when response.FailedExternalUserIdList?.Contains(address, StringComparer.Ordinal) == true => new SendReceipt(SendOutcome.Unreachable, Error: "0 fail_list"),
            0 => new SendReceipt(SendOutcome.Sent, response.MessageId),
            // No customer of hers, or she may not write to customers.
            40096 or 41048 or 84061 or 60111 => new SendReceipt(SendOutcome.Unreachable, Error: error),
            40058 or 45002 => new SendReceipt(SendOutcome.BadForm, Error: error),
            45009 => new SendReceipt(SendOutcome.Later, Error: error, RestFor: Window),
            _ => new SendReceipt(SendOutcome.Later, Error: error),
        };
    }
}
