using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Alerts;

/// <summary>
/// Sends one notice, its card first, until the platform has both. Killed in between, it sends again under the same names, which the platforms recognise:
/// the person sees card and picture once. A picture the platform will not have does not hold up the card.
/// </summary>
public sealed class SendNotice(Database database, StaffChats chats, NoticePictures pictures, SendingPace pace, TimeProvider time, ILogger<SendNotice> logger)
    : IEventHandler<NoticeQueued>
{
    /// <summary>What is older tells nobody anything.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(24);
    private const int PatientWithPicture = 20;

    public async Task<Delivery> HandleAsync(NoticeQueued news, CancellationToken cancellation)
    {
        StaffNoticeRow? notice;
        await using (var db = database.Read()) notice = await db.FindAsync<StaffNoticeRow>($"SELECT * FROM staff_notices WHERE id = {news.NoticeId}", cancellation);
        if (notice is not { State: NoticeState.Waiting or NoticeState.Shown }) return Delivery.Done;
        if (chats.Of(notice.Channel) is not { } chat) return await FailAsync(notice, "this channel is not connected", cancellation);
        if (time.Now() - notice.QueuedAt > Stale) return await FailAsync(notice, "not delivered within a day: " + notice.LastError, cancellation);
        if (pace.Rest(notice.Outgoing) is { } over) return Delivery.AgainAt(time.Now() + over);

        string? media = null;
        if (notice.PictureId is { } picture && chat.Pictures != PictureForm.None)
        {
            var uploaded = await pace.CallAsync(notice.Outgoing, patience => pictures.OnAsync(chat, picture, patience), cancellation);
            if (uploaded.Outcome == ChatOutcome.Later && notice.Attempts < PatientWithPicture) return await LaterAsync(notice, notice.Outgoing, uploaded, cancellation);
            if (uploaded.Outcome != ChatOutcome.Delivered) logger.LogWarning("Notice {Notice} goes without its picture: {Error}", notice.Id, uploaded.Error);
            media = uploaded.Outcome == ChatOutcome.Delivered ? uploaded.Handle : null;
        }

        var follows = media is not null && chat.Pictures == PictureForm.Alone;
        if (notice.State == NoticeState.Waiting)
        {
            if (await pace.Quota.TakeAsync(notice.Outgoing, cancellation) is { } later) return Delivery.AgainAt(later);
            var card = JsonSerializer.Deserialize<StaffCard>(notice.Card)! with { Picture = chat.Pictures == PictureForm.OnCard ? media : null };
            var receipt = await pace.CallAsync(notice.Outgoing, patience => chat.SendCardAsync(notice.Person, card, patience), cancellation);
            if (receipt.Outcome == ChatOutcome.Later) return await LaterAsync(notice, notice.Outgoing, receipt, cancellation);
            if (receipt.Outcome != ChatOutcome.Delivered) return await FailAsync(notice, receipt.Error, cancellation);
            await WriteAsync(notice, notice.Outgoing, follows ? NoticeState.Shown : NoticeState.Delivered, receipt, cancellation);
        }

        return media is not null && follows ? await ShowPictureAsync(notice, chat, media, cancellation) : await EndAsync(notice, cancellation);
    }

    private async Task<Delivery> ShowPictureAsync(StaffNoticeRow notice, IStaffChat chat, string media, CancellationToken cancellation)
    {
        if (await pace.Quota.TakeAsync(notice.OutgoingPicture, cancellation) is { } later) return Delivery.AgainAt(later);
        var receipt = await pace.CallAsync(notice.OutgoingPicture, patience => chat.SendPictureAsync(notice.Person, media, patience), cancellation);
        if (receipt.Outcome == ChatOutcome.Spent) await pictures.ForgetAsync(notice.Channel, notice.PictureId!, cancellation);
        if (receipt.Outcome is ChatOutcome.Later or ChatOutcome.Spent) return await LaterAsync(notice, notice.OutgoingPicture, receipt, cancellation);
        if (receipt.Outcome != ChatOutcome.Delivered) logger.LogWarning("Notice {Notice}: its picture cannot be shown: {Error}", notice.Id, receipt.Error);
        await WriteAsync(notice, notice.OutgoingPicture, NoticeState.Delivered, receipt, cancellation);
        return Delivery.Done;
    }

    /// <summary>Its card was shown before, and there is no picture to follow any more.</summary>
    private async Task<Delivery> EndAsync(StaffNoticeRow notice, CancellationToken cancellation)
    {
        if (notice.State == NoticeState.Shown) await WriteAsync(notice, notice.OutgoingPicture, NoticeState.Delivered, new ChatReceipt(ChatOutcome.Delivered), cancellation);
        return Delivery.Done;
    }

    private async Task<Delivery> LaterAsync(StaffNoticeRow notice, Outgoing outgoing, ChatReceipt receipt, CancellationToken cancellation)
    {
        await WriteAsync(notice, outgoing, to: null, receipt, cancellation);
        return Delivery.AgainAt(time.Now() + SendingPace.Pause(outgoing, receipt));
    }

    private async Task<Delivery> FailAsync(StaffNoticeRow notice, string? error, CancellationToken cancellation)
    {
        logger.LogWarning("Notice {Notice} cannot be delivered to {Person} on {Channel}: {Error}", notice.Id, notice.Person, notice.Channel, error);
        await WriteAsync(notice, notice.Outgoing, NoticeState.Failed, new ChatReceipt(ChatOutcome.Refused, Error: error), cancellation);
        return Delivery.Done;
    }

    /// <param name="to">Null: it stays where it is.</param>
    private async Task WriteAsync(StaffNoticeRow notice, Outgoing outgoing, NoticeState? to, ChatReceipt receipt, CancellationToken cancellation)
    {
        var script = new Script();
        var delivered = to == NoticeState.Delivered ? time.Now() : (DateTimeOffset?)null;
        script.Do($"""
            UPDATE staff_notices SET state = COALESCE({(to is { } state ? StoredWord.Of(state) : null)}, state), message_id = COALESCE(message_id, {receipt.MessageId}),
                delivered_at = COALESCE({delivered}, delivered_at), last_error = {receipt.Error}, attempts = attempts + 1
            WHERE id = {notice.Id} AND state IN ('waiting', 'shown')
            """);
        pace.Quota.Settle(script, outgoing, receipt);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
