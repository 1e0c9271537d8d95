using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.WecomBot.Commands;

namespace CinemaCx.WecomBot.Callbacks;

/// <summary>What people do at DingTalk, by Stream or by HTTP, goes to the same desk.</summary>
internal sealed class DingTalkInbox(CommandDesk desk, DingTalkChat chat, RefreshCards refresh, ILogger<DingTalkInbox> logger) : IDingTalkInbox
{
    public async Task<StaffCard?> PressAsync(DingTalkPress press, CancellationToken cancellation)
    {
        var hold = await refresh.HoldAsync(press.OutTrackId, press.UserId, handle: null, cancellation);
        try
        {
            var answer = await desk.PressAsync("dingtalk", press.UserId, press.OutTrackId, press.ActionId, [.. press.Params.Values], press.DedupeKey, cancellation);
            // The platform waits two seconds for the card; words may come after it.
            if (answer.Text is { } words) _ = SayAsync(press, words);
            if (answer.Card is not { } drawn) return null;
            await refresh.ShownAsync(hold, drawn.Version, handle: null, cancellation);
            return drawn.Card;
        }
        catch
        {
            await refresh.UnansweredAsync(press.OutTrackId, CancellationToken.None);
            throw;
        }
    }

    public async Task<bool> ShowAsync(StaffCard card, CancellationToken cancellation)
    {
        await refresh.UnansweredAsync(card.Id, cancellation);
        return true;
    }

    public async Task TextAsync(DingTalkText text, CancellationToken cancellation)
    {
        if (text.StaffId is not { } person) return;
        if (await desk.SayAsync("dingtalk", person, text.Text, text.MsgId, cancellation) is { } reply) await chat.ReplyAsync(text, reply, cancellation);
    }

    private async Task SayAsync(DingTalkPress press, string words)
    {
        var said = await chat.SendTextAsync(press.UserId, words, press.DedupeKey, CancellationToken.None);
        if (said.Outcome != ChatOutcome.Delivered) logger.LogWarning("What became of a press could not be said to {Person}: {Error}", press.UserId, said.Error);
    }
}
