using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Alerts;

public enum NoticeState
{
    [MapValue("waiting")] Waiting,

    /// <summary>The card is there, its picture follows.</summary>
    [MapValue("shown")] Shown,
    [MapValue("delivered")] Delivered,
    [MapValue("failed")] Failed,
}

/// <summary>One card that belongs to no case, for one person; buttons it has none.</summary>
[Table("staff_notices")]
public sealed record StaffNoticeRow
{
    /// <summary>Also the card's id at the platform.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("channel")] public required ChatChannel Channel { get; init; }
    [Column("person")] public required string Person { get; init; }

    /// <summary>JSON of a <see cref="StaffCard"/>.</summary>
    [Column("card")] public required string Card { get; init; }
    [Column("picture_id")] public string? PictureId { get; init; }
    [Column("state")] public required NoticeState State { get; init; }

    /// <summary>The platform's own name of the message.</summary>
    [Column("message_id")] public string? MessageId { get; init; }
    [Column("last_error")] public string? LastError { get; init; }
    [Column("queued_at")] public required DateTimeOffset QueuedAt { get; init; }
    [Column("delivered_at")] public DateTimeOffset? DeliveredAt { get; init; }
    [Column("attempts")] public long Attempts { get; init; }

    [NotColumn] internal Outgoing Outgoing => new(Id, Channel, Person, Attempts);

    /// <summary>The picture counts as a message of its own.</summary>
    [NotColumn] internal Outgoing OutgoingPicture => new(Id + "/picture", Channel, Person, Attempts);
}

/// <summary>News: a notice waits to be sent.</summary>
public sealed record NoticeQueued(string NoticeId);

/// <summary>Cards to staff that belong to no case: queued in the transaction of what they tell, delivered like every other card.</summary>
public sealed class StaffNotices(Outbox outbox, TimeProvider time)
{
    /// <summary>Queues a card; <see cref="Wake"/> is to be called after the commit. One that is queued under the same id already stays as it is.</summary>
    /// <param name="card">Without buttons; its id says what it tells and to whom, so that it is told once.</param>
    /// <param name="pictureId">Of <see cref="Keep"/>; null: none.</param>
    public void Queue(Script script, StaffCard card, Reached to, string? pictureId)
    {
        var now = time.Now();
        script.Do($"""
            INSERT INTO staff_notices (id, employee_id, channel, person, card, picture_id, state, queued_at, attempts)
            VALUES ({card.Id}, {to.EmployeeId}, {to.Channel}, {to.Person}, {JsonSerializer.Serialize(card)}, {pictureId}, 'waiting', {now}, 0)
            ON CONFLICT (id) DO NOTHING
            """);
        outbox.Schedule(script, TimerOf(card.Id), new NoticeQueued(card.Id), now);
    }

    /// <summary>Keeps a picture for the notices that show it.</summary>
    public void Keep(Script script, string pictureId, ReadOnlySpan<byte> png) =>
        script.Do($"INSERT INTO staff_pictures (id, png, made_at) VALUES ({pictureId}, {Convert.ToBase64String(png)}, {time.Now()}) ON CONFLICT (id) DO NOTHING");

    /// <summary>Sends what was queued at once; to be called after the commit.</summary>
    public void Wake() => outbox.Wake();

    internal static string TimerOf(string noticeId) => "notice-" + noticeId;
}
