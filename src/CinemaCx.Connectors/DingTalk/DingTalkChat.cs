using System.Text;
using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>Staff at DingTalk: interactive cards and messages in the robot's conversation with one person.</summary>
public sealed class DingTalkChat(
    DingTalkClient client, DingTalkTokens tokens, IOptions<DingTalkOptions> options, TimeProvider time, ILogger<DingTalkChat> logger) : IStaffChat
{
    private const int LongestText = 4000;
    private static readonly TimeSpan WebhookMargin = TimeSpan.FromSeconds(10);

    public ChatChannel Channel => ChatChannel.DingTalk;

    public bool ShowsCards => true;

    public PictureForm Pictures => PictureForm.OnCard;

    public Task<ChatReceipt> UploadPictureAsync(ReadOnlyMemory<byte> png, string fileName, CancellationToken cancellation) => TryAsync(
        () => tokens.CallAsync(token => client.UploadImageAsync(png, fileName, token, cancellation), cancellation),
        response => response is { LegacyCode: 0, MediaId: { Length: > 0 } media }
            ? new ChatReceipt(ChatOutcome.Delivered, Handle: media)
            : DingTalkErrors.Judge(response, time.GetUtcNow()));

    public Task<ChatReceipt> SendCardAsync(string person, StaffCard card, CancellationToken cancellation)
    {
        // Several spaces may be named in one id, parted by semicolons: a person's id must not become two.
        if (person.Length == 0 || person.Contains(';', StringComparison.Ordinal))
            return Task.FromResult(new ChatReceipt(ChatOutcome.Unreachable, Error: "no staff id"));
        var account = options.Value;
        var http = account.CallbackMode == DingTalkCallbackMode.Http;
        var request = new CardDeliveryRequest
        {
            CardTemplateId = account.CardTemplateId,
            OutTrackId = card.Id,
            CardData = DingTalkCardText.Of(card),
            CallbackType = http ? "HTTP" : "STREAM",
            CallbackRouteKey = http ? account.CallbackRouteKey : null,
            OpenSpaceId = "dtv1.card//IM_ROBOT." + person,
            ImRobotOpenSpaceModel = new CardSpaceModel(
                SupportForward: false,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["zh_CN"] = card.Title },
                new CardNotification(card.Title, NotificationOff: false)),
            ImRobotOpenDeliverModel = new CardDeliverModel("IM_ROBOT", account.Robot),
        };
        return TryAsync(
            () => tokens.CallAsync(token => client.CreateAndDeliverCardAsync(request, token, cancellation), cancellation),
            response => Delivered(response, card.Id));
    }

    public Task<ChatReceipt> UpdateCardAsync(string person, StaffCard card, string? handle, CancellationToken cancellation) => TryAsync(
        () => tokens.CallAsync(token => client.UpdateCardAsync(DingTalkCardText.Update(card), token, cancellation), cancellation),
        response => response.Success == false
            ? DingTalkErrors.Later(response.Describe(), retryAfter: null)
            : new ChatReceipt(ChatOutcome.Delivered, card.Id),
        updating: true);

    /// <summary>Cards are changed in place here; nothing has to be taken back.</summary>
    public Task<ChatReceipt> RecallAsync(string messageId, CancellationToken cancellation) =>
        Task.FromResult(new ChatReceipt(ChatOutcome.Refused, Error: "cards are updated, not recalled"));

    public Task<ChatReceipt> SendTextAsync(string person, string text, string key, CancellationToken cancellation)
    {
        var request = new OToMessagesBatchSendRequest(options.Value.Robot, [person], MessageKey(text), Message(text));
        return TryAsync(
            () => tokens.CallAsync(token => client.SendToPeopleAsync(request, token, cancellation), cancellation),
            response => Reached(response, person));
    }

    /// <summary>
    /// Answers in the conversation somebody wrote in: by its webhook while that serves, because it is not metered, else by a message to the person.
    /// </summary>
    public async Task<ChatReceipt> ReplyAsync(DingTalkText message, string text, CancellationToken cancellation)
    {
        if (message.SessionWebhook is { } webhook && message.SessionWebhookExpiresAt > time.GetUtcNow() + WebhookMargin && client.IsAtThePlatform(webhook))
        {
            try
            {
                var response = await client.ReplyAsync(webhook, new { msgtype = "text", text = new { content = Cut(text) } }, cancellation);
                if (response.IsSuccessful())
                    return new ChatReceipt(ChatOutcome.Delivered, "reply_" + message.MsgId);
                logger.LogWarning("A session webhook of DingTalk answered {Status}, {ErrorCode}, {ErrorMessage}", response.Status, response.ErrorCode, response.ErrorMessage);
            }
            catch (CommonException e)
            {
                // Perhaps it was shown: saying it a second time is for the caller to decide.
                return DingTalkErrors.Silence(e);
            }
        }
        return message.StaffId is { } person
            ? await SendTextAsync(person, text, "reply_" + message.MsgId, cancellation)
            : new ChatReceipt(ChatOutcome.Unreachable, Error: "not of this organisation, and the conversation's webhook is over");
    }

    private async Task<ChatReceipt> TryAsync<T>(Func<Task<T>> call, Func<T, ChatReceipt> read, bool updating = false) where T : DingTalkResponse
    {
        try
        {
            var response = await call();
            return response.IsSuccessful() ? read(response) : DingTalkErrors.Judge(response, time.GetUtcNow(), updating);
        }
        catch (DingTalkTokenException e)
        {
            // Wrong credentials are mended while messages wait; only a used-up quota says for how long.
            var receipt = DingTalkErrors.Judge(e.Response, time.GetUtcNow());
            return receipt.Outcome == ChatOutcome.Later ? receipt : DingTalkErrors.Later(e.Message, retryAfter: null);
        }
        catch (CommonException e)
        {
            return DingTalkErrors.Silence(e);
        }
    }

    private static ChatReceipt Delivered(CardDeliveryResponse response, string cardId)
    {
        var failed = response.Result?.DeliverResults?.FirstOrDefault(space => !space.Success);
        if (response.Success == false || failed is not null)
            return DingTalkErrors.Later($"not delivered: {failed?.ErrorMsg ?? response.Describe()}", retryAfter: null);
        var carrier = response.Result?.DeliverResults is [var first, ..] ? first.CarrierId : null;
        return new ChatReceipt(ChatOutcome.Delivered, string.IsNullOrEmpty(carrier) ? cardId : carrier);
    }

    private static ChatReceipt Reached(OToMessagesBatchSendResponse response, string person)
    {
        if (response.InvalidStaffIdList?.Contains(person) == true)
            return new ChatReceipt(ChatOutcome.Unreachable, Error: "invalidStaffIdList");
        if (response.FlowControlledStaffIdList?.Contains(person) == true)
            return DingTalkErrors.Later("flowControlledStaffIdList", TimeSpan.FromSeconds(1));
        return response.ProcessQueryKey is { Length: > 0 } key
            ? new ChatReceipt(ChatOutcome.Delivered, key)
            : DingTalkErrors.Later("the answer names no message", retryAfter: null);
    }

    private static string MessageKey(string text) => IsMarkdown(text) ? "sampleMarkdown" : "sampleText";

    private static string Message(string text)
    {
        object message = IsMarkdown(text) ? new { title = Title(text), text = Cut(text) } : new { content = Cut(text) };
        return Encoding.UTF8.GetString(PlatformJson.Serialize(message));
    }

    private static bool IsMarkdown(string text) =>
        text.Contains("**", StringComparison.Ordinal) || text.Contains("](", StringComparison.Ordinal) || text.StartsWith('#');

    private static string Title(string text)
    {
        var line = text.Split('\n')[0].Trim('#', '*', ' ');
        return line.Length <= 20 ? line : line[..20];
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
