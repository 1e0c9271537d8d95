using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>Takes a press to the inbox and answers the platform before its two seconds are over, whatever the inbox does.</summary>
public sealed class DingTalkDesk(IDingTalkInbox inbox, DingTalkChat chat, ILogger<DingTalkDesk> logger)
{
    /// <summary>The platform counts two seconds from the press, the way to here and back included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.6);

    internal async Task<CardCallbackAnswer> PressAsync(DingTalkPress press)
    {
        // What a person began is finished, also when the platform hangs up or this process is asked to stop.
        var handling = Task.Run(() => HandleAsync(press));
        if (await Task.WhenAny(handling, Task.Delay(Patience, TimeProvider.System)) == handling)
            return DingTalkCardText.Answer(await handling);
        _ = ShowLaterAsync(press, handling);
        return DingTalkCardText.Answer(null);
    }

    internal async Task TextAsync(DingTalkText text)
    {
        try
        {
            await inbox.TextAsync(text, CancellationToken.None);
        }
        catch (Exception e)
        {
            logger.LogError(e, "A message of DingTalk could not be handled: {MsgId}", text.MsgId);
        }
    }

    private async Task<Alerts.StaffCard?> HandleAsync(DingTalkPress press)
    {
        try
        {
            return await inbox.PressAsync(press, CancellationToken.None);
        }
        catch (Refusal refusal)
        {
            logger.LogInformation("A press on card {Card} was refused: {Code}", press.OutTrackId, refusal.Code);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // It was not over when the process closed; what it had committed stands, and the card is brought up to date by whoever goes on.
            logger.LogWarning("A press on card {Card} of DingTalk was cut short by the end of this process", press.OutTrackId);
        }
        catch (Exception e)
        {
            logger.LogError(e, "A press on card {Card} of DingTalk could not be handled", press.OutTrackId);
        }

        return null;
    }

    private async Task ShowLaterAsync(DingTalkPress press, Task<Alerts.StaffCard?> handling)
    {
        if (await handling is not { } card || await inbox.ShowAsync(card, CancellationToken.None))
            return;
        var shown = await chat.UpdateCardAsync(press.UserId, card, handle: null, CancellationToken.None);
        if (shown.Outcome != Alerts.ChatOutcome.Delivered)
            logger.LogWarning("Card {Card} could not be shown after a slow press: {Error}", card.Id, shown.Error);
    }
}
