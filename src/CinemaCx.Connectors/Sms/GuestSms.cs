using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using CinemaCx.Messages;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.Sms;

/// <summary>Messages' port to SMS. The platform has no duplicate check.</summary>
internal sealed class GuestSms(SmsClient client, IOptions<SmsOptions> options) : IGuestChannel
{
    public MessageChannel Channel => MessageChannel.Sms;

    public string Account => options.Value.SdkAppId;

    public TimeSpan DropsRepeatsFor => TimeSpan.Zero;

    public TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(options.Value.Timeout + 1000);

    /// <summary>Every call is signed by itself: nothing to get ready.</summary>
    public Task<string?> ReadyAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<SendReceipt> SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        var account = options.Value;
        try
        {
            var response = await client.SendAsync(
                new SendSmsRequest([message.Address], account.SdkAppId, account.SignName, message.PlatformTemplate, [.. message.Content.Data.Select(d => d.Value)], message.Id), cancellation);
            if (response.Error is { } error) return Judge(error.Code, error.Message);
            if (response.SendStatusSet is not [var status]) return new SendReceipt(SendOutcome.Silent, Error: "the answer names no status");
            return status.Code == "Ok" ? new SendReceipt(SendOutcome.Sent, status.SerialNo) : Judge(status.Code, status.Message);
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

    internal static SendReceipt Judge(string? code, string? words)
    {
        var (outcome, rest) = SmsOutcomes.Of(code ?? "");
        var error = $"{code} {words}";
        if (code?.Contains("Template", StringComparison.Ordinal) == true && outcome == ChatOutcome.Refused) return new SendReceipt(SendOutcome.BadForm, Error: error);
        // One number's limit is not the channel's.
        var restFor = code?.Contains("PhoneNumber", StringComparison.Ordinal) == true ? null : rest;
        return outcome switch
        {
            ChatOutcome.Unreachable => new SendReceipt(SendOutcome.Unreachable, Error: error),
            // Account, signature or balance: nobody gets anything until it is mended, and everybody can wait for that.
            ChatOutcome.Refused => code == "FailedOperation.ContainSensitiveWord" ? new SendReceipt(SendOutcome.Refused, Error: error) : new SendReceipt(SendOutcome.Later, Error: error, RestFor: TimeSpan.FromMinutes(1)),
            _ => new SendReceipt(SendOutcome.Later, Error: error, RestFor: restFor),
        };
    }
}
