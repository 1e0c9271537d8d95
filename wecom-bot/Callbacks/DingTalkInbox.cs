using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk;
using CinemaCx.WecomBot.Commands;

namespace CinemaCx.WecomBot.Callbacks;

/// <summary>What people do at DingTalk, by Stream or by HTTP, goes to the same desk.</summary>
internal sealed class DingTalkInbox(CommandDesk desk, DingTalkChat chat, RefreshCards refresh) : IDingTalkInbox
{
    public async Task<StaffCard?> PressAsync(DingTalkPress press, CancellationToken cancellation)
    {
        await refresh.HoldAsync(press.OutTrackId, press.UserId, handle: null, cancellation);
        var answer = await desk.PressAsync("dingtalk", press.UserId, press.OutTrackId, press.ActionId, [.. press.Params.Values], press.DedupeKey, cancellation);
        if (answer.Text is { } words) await chat.SendTextAsync(press.UserId, words, press.DedupeKey, cancellation);
        if (answer is not { Card: { } drawn, Message: { } row }) return null;
        await refresh.ShownAsync(row.Id, drawn.Version, handle: null, cancellation);
        return drawn.Card;
    }

    public async Task TextAsync(DingTalkText text, CancellationToken cancellation)
    {
        if (text.StaffId is not { } person) return;
        if (await desk.SayAsync("dingtalk", person, text.Text, text.MsgId, cancellation) is { } reply) await chat.ReplyAsync(text, reply, cancellation);
    }
}
