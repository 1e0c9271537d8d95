using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>
/// Pictures at the platforms: each is uploaded once, and its name there is written down before anybody is shown it, so that who sends again sends the same.
/// </summary>
public sealed class NoticePictures(Database database, TimeProvider time)
{
    // The platforms keep it for three days.
    private static readonly TimeSpan Good = TimeSpan.FromHours(60);

    /// <returns>The PNG; null when it was cleared away.</returns>
    public async Task<byte[]?> FindAsync(string pictureId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT png FROM staff_pictures WHERE id = {pictureId}");
        await using var db = database.Read();
        return (await db.RunAsync(script, cancellation))[0] is [var png] ? Convert.FromBase64String(png) : null;
    }

    public async Task<bool> HasAsync(string pictureId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT id FROM staff_pictures WHERE id = {pictureId}");
        await using var db = database.Read();
        return (await db.RunAsync(script, cancellation))[0].Count > 0;
    }

    /// <returns>Delivered: <see cref="ChatReceipt.Handle"/> is its name at the platform; anything else as the platform said.</returns>
    internal async Task<ChatReceipt> OnAsync(IStaffChat chat, string pictureId, CancellationToken cancellation)
    {
        if (await KnownAsync(chat.Channel, pictureId, cancellation) is { } known) return new ChatReceipt(ChatOutcome.Delivered, Handle: known);
        if (await FindAsync(pictureId, cancellation) is not { } png) return new ChatReceipt(ChatOutcome.Refused, Error: "the picture is gone");
        var receipt = await chat.UploadPictureAsync(png, pictureId + ".png", cancellation);
        if (receipt is not { Outcome: ChatOutcome.Delivered, Handle: { } media }) return receipt;
        var now = time.Now();
        var script = new Script();
        script.Ask($"""
            INSERT INTO staff_picture_media (picture_id, channel, media_id, uploaded_at) VALUES ({pictureId}, {chat.Channel}, {media}, {now})
            ON CONFLICT (picture_id, channel) DO UPDATE
            SET media_id = CASE WHEN staff_picture_media.uploaded_at > {now - Good} THEN staff_picture_media.media_id ELSE excluded.media_id END,
                uploaded_at = CASE WHEN staff_picture_media.uploaded_at > {now - Good} THEN staff_picture_media.uploaded_at ELSE excluded.uploaded_at END
            RETURNING media_id
            """);
        await using var db = await database.BeginAsync(cancellation);
        // Of two who uploaded at the same time both show the one that was written down first.
        return receipt with { Handle = (await db.CommitAsync(script, cancellation))[0][0] };
    }

    internal async Task ForgetAsync(ChatChannel channel, string pictureId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"DELETE FROM staff_picture_media WHERE picture_id = {pictureId} AND channel = {channel}");
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    private async Task<string?> KnownAsync(ChatChannel channel, string pictureId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT media_id FROM staff_picture_media WHERE picture_id = {pictureId} AND channel = {channel} AND uploaded_at > {time.Now() - Good}");
        await using var db = database.Read();
        return (await db.RunAsync(script, cancellation))[0].FirstOrDefault();
    }
}
