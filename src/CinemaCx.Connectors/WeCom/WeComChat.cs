using System.Security.Cryptography;
using System.Text;
using CinemaCx.Alerts;
using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeCom;

/// <summary>The alerts' port to WeCom, on top of <see cref="WechatWorkClient"/>.</summary>
internal sealed class WeComChat(WechatWorkClient client, WeComTokens tokens, ILogger<WeComChat> logger) : IStaffChat
{
    private const int MostTextBytes = 2048;
    private const int DuplicateSeconds = 1800;

    // Without width, and none that joins emoji: readers see nothing, the platform's duplicate check sees different texts.
    private static readonly char[] Marks = ['\u200B', '\u200C', '\u2060', '\u2063'];

    public ChatChannel Channel => ChatChannel.WeCom;

    public bool ShowsCards => true;

    public PictureForm Pictures => PictureForm.Alone;

    public Task<ChatReceipt> SendCardAsync(string person, StaffCard card, CancellationToken cancellation) =>
        WeComCard.Fault(card) is { } fault
            ? Task.FromResult(Unsendable(fault))
            : SendAsync(person, new CgibinMessageSendRequest
            {
                MessageType = "template_card",
                MessageContentAsTemplateCard = WeComCard.Fresh(card),
            }, cancellation);

    public Task<ChatReceipt> SendTextAsync(string person, string text, string key, CancellationToken cancellation)
    {
        var mark = Mark(key);
        return SendAsync(person, new CgibinMessageSendRequest
        {
            MessageType = "text",
            MessageContentAsText = new() { Content = WeComWords.FitBytes(text, MostTextBytes - Encoding.UTF8.GetByteCount(mark)) + mark },
        }, cancellation);
    }

    public Task<ChatReceipt> UploadPictureAsync(ReadOnlyMemory<byte> png, string fileName, CancellationToken cancellation) => ReachAsync("media/upload", async () =>
    {
        var response = await tokens.CallAsync(token => client.ExecuteCgibinMediaUploadAsync(
            new CgibinMediaUploadRequest { AccessToken = token, FileBytes = png, FileName = fileName }, cancellation), cancellation);
        return Receipt(response, WeComOutcomes.OfUpload(response.ErrorCode)) with { Handle = response.MediaId };
    });

    public Task<ChatReceipt> SendPictureAsync(string person, string media, CancellationToken cancellation) => SendAsync(
        person, new CgibinMessageSendRequest { MessageType = "image", MessageContentAsImage = new() { MediaId = media } }, cancellation, WeComOutcomes.OfPicture);

    public async Task<ChatReceipt> UpdateCardAsync(string person, StaffCard card, string? handle, CancellationToken cancellation)
    {
        if (WeComCard.Fault(card) is { } fault)
            return Unsendable(fault);
        if (!IsOnePerson(person))
            return NoPerson(person);
        if (string.IsNullOrEmpty(handle))
            return new ChatReceipt(ChatOutcome.Spent, Error: "no response_code");

        return await ReachAsync("update_template_card", async () =>
        {
            var response = await tokens.CallAsync(token => client.ExecuteCgibinMessageUpdateTemplateCardAsync(
                new CgibinMessageUpdateTemplateCardRequest
                {
                    AccessToken = token,
                    UserIdList = [person],
                    ResponseCode = handle,
                    TemplateCard = WeComCard.Update(card),
                }, cancellation), cancellation);
            if (response.IsSuccessful() && Contains(response.InvalidUserIdList, person))
                return new ChatReceipt(ChatOutcome.Unreachable, Error: "0 invaliduser");
            return Receipt(response, WeComOutcomes.OfUpdate(response.ErrorCode));
        });
    }

    public Task<ChatReceipt> RecallAsync(string messageId, CancellationToken cancellation) => ReachAsync("message/recall", async () =>
    {
        var response = await tokens.CallAsync(token => client.ExecuteCgibinMessageRecallAsync(
            new CgibinMessageRecallRequest { AccessToken = token, MessageId = messageId }, cancellation), cancellation);
        return Receipt(response, response.IsSuccessful() ? ChatOutcome.Delivered : ChatOutcome.Refused);
    });

    private Task<ChatReceipt> SendAsync(string person, CgibinMessageSendRequest request, CancellationToken cancellation, Func<int, ChatOutcome>? judge = null)
    {
        if (!IsOnePerson(person))
            return Task.FromResult(NoPerson(person));
        request.ToUserIdList = [person];
        request.EnableDuplicateCheck = true;
        request.DuplicateCheckInterval = DuplicateSeconds;
        return ReachAsync("message/send", async () =>
        {
            var response = await tokens.CallAsync(token =>
            {
                request.AccessToken = token;
                return client.ExecuteCgibinMessageSendAsync(request, cancellation);
            }, cancellation);

            // Success for some is success by the code; whoever got nothing is only named.
            if (response.IsSuccessful() && (Contains(response.InvalidUserIdList, person) || Contains(response.UnlicensedUserIdList, person)))
                return new ChatReceipt(ChatOutcome.Unreachable, Error: "0 invaliduser");
            return Receipt(response, (judge ?? WeComOutcomes.OfSend)(response.ErrorCode)) with { MessageId = response.MessageId, Handle = response.ResponseCode };
        });
    }

    private ChatReceipt Receipt(WechatWorkResponse response, ChatOutcome outcome)
    {
        if (response.GetRawStatus() != 200)
            return Failed(ChatOutcome.Later, $"HTTP {response.GetRawStatus()}", null);
        if (response.ErrorCode == 0)
        {
            if (response.ErrorMessage?.Contains("Warning", StringComparison.Ordinal) == true)
                logger.LogWarning("WeCom took a message but complains: {ErrorMessage}", response.ErrorMessage);
            return new ChatReceipt(outcome);
        }
        return Failed(outcome, $"{response.ErrorCode} {response.ErrorMessage}", WeComOutcomes.RetryAfter(response.ErrorCode));
    }

    private async Task<ChatReceipt> ReachAsync(string call, Func<Task<ChatReceipt>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (WechatWorkException e)
        {
            // Nothing was sent. The message waits until somebody has mended the settings.
            return new ChatReceipt(ChatOutcome.Later, Error: e.Message, RetryAfter: e.RetryAfter);
        }
        catch (CommonException e)
        {
            logger.LogWarning("WeCom did not answer {Call}: {Reason}", call, e.Message);
            return new ChatReceipt(ChatOutcome.Later, Error: e.Message, Silent: true);
        }
    }

    private ChatReceipt Failed(ChatOutcome outcome, string error, TimeSpan? retryAfter)
    {
        // Busy platforms recover by themselves; what is refused waits for somebody to look.
        logger.Log(outcome == ChatOutcome.Refused ? LogLevel.Error : LogLevel.Warning, "WeCom answered {Error}: {Outcome}", error, outcome);
        return new ChatReceipt(outcome, Error: error, RetryAfter: retryAfter);
    }

    private ChatReceipt Unsendable(string fault) => Failed(ChatOutcome.Refused, fault, null);

    private ChatReceipt NoPerson(string person) => Failed(ChatOutcome.Unreachable, $"'{person}' is no user id", null);

    // A bar would address several people and @all everybody.
    private static bool IsOnePerson(string person) =>
        person.Length is > 0 and <= 64 && person[0] != '@' && !person.AsSpan().ContainsAny(" |\t\n");

    // The platform compares user ids without regard to case.
    private static bool Contains(IList<string>? list, string person) => list?.Contains(person, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The same words under another key are another message, but the platform compares words only. Sixteen bits of the key ride along unseen.
    /// </summary>
    private static string Mark(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return string.Create(8, hash, (mark, bytes) =>
        {
            for (var i = 0; i < mark.Length; i++)
                mark[i] = Marks[(bytes[i / 4] >> (i % 4 * 2)) & 3];
        });
    }
}
