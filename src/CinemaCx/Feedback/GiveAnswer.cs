using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Feedback;

/// <summary>
/// A guest says how it was. Double taps, retries and two phones at once make one answer: the unique id, ticket and occasion decide who creates it, and
/// whoever comes later changes that one or is told of it. News of it travels in the same transaction.
/// </summary>
public sealed class GiveAnswer(
    Database database, Outbox outbox, PersonalData personalData, SurveyEditions editions, TimeProvider time, IOptions<FeedbackOptions> options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <exception cref="Refusal">
    /// 400 <c>answer-id-invalid</c>; 409 <c>answer-id-taken</c>, <c>answer-closed</c>; 422 for what is out of range; 429 <c>too-many-answers</c>.
    /// </exception>
    public async Task<AnswerTaken> RunAsync(AnswerPlace place, GivenAnswer given, CancellationToken cancellation)
    {
        given = AnswerRules.Check(given);
        var now = time.Now();
        var empty = Empty(place, given, now) with { EditionId = await editions.KeptWithAsync(place, given.Edition, cancellation) };
        if (AnswerRules.HasOwn(given)) AnswerRules.CheckOwn(given, await editions.FormOfAsync(await BeforeAsync(given.Id, cancellation) ?? empty, place, cancellation));
        var answer = AnswerRules.Apply(empty, given, personalData, now);
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var recent = AskRecent(script, place.Device, now);
        var inserted = Insert(script, answer);
        // Two changes of one answer take turns.
        script.Ask($"SELECT id FROM answers WHERE id = {answer.Id} {db.LockForChange}");
        var results = await db.RunAsync(script, cancellation);
        if (results[inserted].Count == 0) return await ChangeAsync(db, place, given, now, cancellation);
        if (recent >= 0 && results[recent].Count >= options.Value.MostPerDeviceAndHour) throw FeedbackRefusals.TooMany(Hour / options.Value.MostPerDeviceAndHour);
        await CommitAsync(db, new Script(), answer, hasNewComment: answer.Comment is not null, cancellation);
        return new AnswerTaken(answer, AnswerOutcome.New);
    }

    /// <summary>Which questions an answer is kept with never changes, so it may be read before the turn is taken.</summary>
    private async Task<AnswerRow?> BeforeAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<AnswerRow>().FirstOrDefaultAsync(a => a.Id == id, cancellation);
    }

    private async Task<AnswerTaken> ChangeAsync(DbSession db, AnswerPlace place, GivenAnswer given, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = await db.GetTable<AnswerRow>().FirstOrDefaultAsync(a => a.Id == given.Id, cancellation);
        if (before is null) return new AnswerTaken(await FindOtherAsync(db, place, cancellation), AnswerOutcome.AnsweredBefore);
        if (!place.Owns(before)) throw FeedbackRefusals.IdTaken();
        var after = AnswerRules.Apply(before, given, personalData, now);
        if (after == before) return new AnswerTaken(before, AnswerOutcome.Unchanged);
        if (now > before.CreatedAt + options.Value.ChangeableFor) throw FeedbackRefusals.TooLate();
        after = after with { Version = before.Version + 1, UpdatedAt = now };
        var script = new Script();
        Update(script, after, before.Version);
        await CommitAsync(db, script, after, hasNewComment: after.Comment is not null && after.Comment != before.Comment, cancellation);
        return new AnswerTaken(after, AnswerOutcome.Changed);
    }

    /// <summary>The answer that stands in the way of a new one: of the same ticket, or of this phone on the same occasion.</summary>
    private static async Task<AnswerRow> FindOtherAsync(DbSession db, AnswerPlace place, CancellationToken cancellation)
    {
        var touchpointId = place.Touchpoint?.Row.Id;
        return await db.GetTable<AnswerRow>().FirstAsync(
            place.Source == AnswerSource.Ticket
                ? a => a.TicketId == place.TicketId
                : a => a.TouchpointId == touchpointId && a.Device == place.Device && a.Occasion == place.Occasion,
            cancellation);
    }

    private async Task CommitAsync(DbSession db, Script script, AnswerRow answer, bool hasNewComment, CancellationToken cancellation)
    {
        script.Do($"""
            INSERT INTO answer_versions (answer_id, version, body, at) VALUES ({answer.Id}, {answer.Version}, {AnswerRules.BodyOf(answer)}, {answer.UpdatedAt})
            """);
        outbox.Record(script, new FeedbackGiven(answer.Id, answer.Version, (int)answer.Stars));
        if (hasNewComment) outbox.Record(script, new CommentWritten(answer.Id, answer.Version));
        await db.CommitAsync(script, cancellation);
    }

    private int AskRecent(Script script, string? device, DateTimeOffset now)
    {
        var most = options.Value.MostPerDeviceAndHour;
        return device is null || most == 0 ? -1 : script.Ask($"SELECT id FROM answers WHERE device = {device} AND created_at > {now - Hour} LIMIT {most}");
    }

    private static int Insert(Script script, AnswerRow a) => script.Ask($"""
        INSERT INTO answers (id, source, ticket_id, touchpoint_id, device, occasion, cinema_id, hall_id, showtime_id, film_id, guest_id, order_id, seat,
            stars, nps, stages, chips, own, comment, text_state, phone_box, phone_index, phone_mask, consent_contact_at, photo_name, version, created_at, updated_at, edition_id)
        VALUES ({a.Id}, {a.Source}, {a.TicketId}, {a.TouchpointId}, {a.Device}, {a.Occasion}, {a.CinemaId}, {a.HallId}, {a.ShowtimeId}, {a.FilmId},
            {a.GuestId}, {a.OrderId}, {a.Seat}, {a.Stars}, {a.Nps}, {a.Stages}, {a.Chips}, {a.Own}, {a.Comment}, 'unchecked', {a.PhoneBox}, {a.PhoneIndex},
            {a.PhoneMask}, {a.ConsentContactAt}, {a.PhotoName}, 1, {a.CreatedAt}, {a.UpdatedAt}, {a.EditionId})
        ON CONFLICT DO NOTHING RETURNING id
        """);

    private static void Update(Script script, AnswerRow a, long seen) => script.Do($"""
        UPDATE answers SET stars = {a.Stars}, nps = {a.Nps}, stages = {a.Stages}, chips = {a.Chips}, own = {a.Own}, comment = {a.Comment},
            text_state = CASE WHEN comment = {a.Comment} THEN text_state ELSE 'unchecked' END,
            phone_box = {a.PhoneBox}, phone_index = {a.PhoneIndex}, phone_mask = {a.PhoneMask}, consent_contact_at = {a.ConsentContactAt},
            photo_name = {a.PhotoName}, version = {a.Version}, updated_at = {a.UpdatedAt}
        WHERE id = {a.Id} AND version = {seen}
        """);


    private static AnswerRow Empty(AnswerPlace place, GivenAnswer given, DateTimeOffset now) => new()
    {
        Id = given.Id,
        Source = place.Source,
        TicketId = place.TicketId,
        TouchpointId = place.Touchpoint?.Row.Id,
        Device = place.Device,
        Occasion = place.Occasion,
        CinemaId = place.CinemaId,
        HallId = place.HallId,
        ShowtimeId = place.Showing?.Id,
        FilmId = place.Showing?.Film.Id,
        GuestId = place.GuestId,
        OrderId = place.OrderId,
        Seat = place.Seat,
        Stars = given.Stars,
        Stages = "{}",
        Chips = "[]",
        TextState = TextState.Unchecked,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
