using System.Text.RegularExpressions;
using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.Sms;

/// <summary>The alerts' port to SMS: words only, and only out. The platform has no duplicate check; what was silent is sent again and may be read twice.</summary>
internal sealed partial class SmsChat(SmsClient client, IOptions<SmsOptions> options, ILogger<SmsChat> logger) : IStaffChat
{
    private const int LongestContext = 500;

    public ChatChannel Channel => ChatChannel.Sms;

    public bool ShowsCards => false;

    public Task<ChatReceipt> SendCardAsync(string person, StaffCard card, CancellationToken cancellation) =>
        SendTextAsync(person, $"{card.Source} {card.Title}", card.Id, cancellation);

    public Task<ChatReceipt> UpdateCardAsync(string person, StaffCard card, string? handle, CancellationToken cancellation) =>
        Task.FromResult(new ChatReceipt(ChatOutcome.Refused, Error: "an SMS cannot be changed"));

    public Task<ChatReceipt> RecallAsync(string messageId, CancellationToken cancellation) =>
        Task.FromResult(new ChatReceipt(ChatOutcome.Refused, Error: "an SMS cannot be taken back"));

    public async Task<ChatReceipt> SendTextAsync(string person, string text, string key, CancellationToken cancellation)
    {
        if (!Number().IsMatch(person)) return Failed(ChatOutcome.Unreachable, "no number in E.164", null);
        var account = options.Value;
        try
        {
            var response = await client.SendAsync(
                new SendSmsRequest(
                    [person], account.SdkAppId, account.SignName, account.TemplateId, SmsWords.Spread(text, account.TemplateVariables, account.VariableLength),
                    key.Length <= LongestContext ? key : key[..LongestContext]),
                cancellation);
            if (response.Error is { } error) return Judge(error.Code, error.Message, response.RequestId);
            if (response.SendStatusSet is not [var status]) return Failed(ChatOutcome.Later, "the answer names no status", null);
            return status.Code == "Ok" ? new ChatReceipt(ChatOutcome.Delivered, status.SerialNo) : Judge(status.Code, status.Message, response.RequestId);
        }
        catch (CommonException e)
        {
            logger.LogWarning("Tencent Cloud SMS did not answer: {Reason}", e.Message);
            return new ChatReceipt(ChatOutcome.Later, Error: e.Message, Silent: true);
        }
    }

    private ChatReceipt Judge(string? code, string? message, string? requestId)
    {
        var (outcome, retryAfter) = SmsOutcomes.Of(code ?? "");
        return Failed(outcome, $"{code} {message}, request {requestId}", retryAfter);
    }

    private ChatReceipt Failed(ChatOutcome outcome, string error, TimeSpan? retryAfter)
    {
        // What is refused waits for somebody to look; the rest passes or is about one number.
        logger.Log(outcome == ChatOutcome.Refused ? LogLevel.Error : LogLevel.Warning, "Tencent Cloud SMS answered {Error}: {Outcome}", error, outcome);
        return new ChatReceipt(outcome, Error: error, RetryAfter: retryAfter);
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
