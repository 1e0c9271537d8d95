using System.Globalization;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>
/// An answer was given or changed: by the rules it becomes a case, another voice of one, or nothing. Told twice, it does nothing twice: an answer
/// belongs to one case for ever.
/// </summary>
public sealed class OpenCase(Database database, FeedbackQueries feedback, CaseRules rules, CaseDesk desk, ICaseAlarm alarm, TimeProvider time)
    : IEventHandler<FeedbackGiven>
{
    // Who loses a race finds the winner's case the next time; one that is closed at that very moment makes room for a new one.
    private const int Tries = 5;

    public async Task<Delivery> HandleAsync(FeedbackGiven news, CancellationToken cancellation)
    {
        if (await feedback.FindAsync(news.AnswerId, cancellation) is not { } answer) return Delivery.Done;
        var facts = FactsOf(answer);
        var rule = await rules.MatchAsync(facts, cancellation) is { Rule.Opens: true } matched ? matched : null;
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await HearAsync(news, answer, facts, rule, cancellation)) return Delivery.Done;
        }

        throw new InvalidOperationException($"Cases open and close too fast for answer {answer.Id}");
    }

    /// <returns>False when what was seen had changed before it could be written; nothing was done.</returns>
    private async Task<bool> HearAsync(FeedbackGiven news, AnswerView answer, CaseFacts facts, MatchedRule? rule, CancellationToken cancellation)
    {
        // What may have hurt somebody is a case of its own, however many complain at once.
        var mergeKey = rule is { Rule.Severity: not CaseSeverity.Critical } ? string.Join('|', answer.CinemaId, answer.HallId ?? answer.TouchpointId ?? "", facts.Category) : null;
        var seen = rule is null ? await LookAsync(answer.Id, cancellation) : await LookAsync(answer.Id, mergeKey, cancellation);
        if (seen.HeardIn is { } known)
        {
            // Told again of the first version: whoever heard it died before it could be crossed out, and nothing was changed since.
            if (news.Version > 1) await HearAgainAsync(known, answer, cancellation);
            return true;
        }

        if (rule is null) return true;
        if (seen.Number is { } number) return await OpenAsync(answer, facts, rule, mergeKey, number, cancellation);
        return seen.Standing is { } standing && await JoinAsync(standing, answer, rule.Rule, cancellation);
    }

    private async Task<Seen> LookAsync(string answerId, CancellationToken cancellation)
    {
        var look = new Script();
        var heard = look.Ask($"SELECT case_id FROM case_voices WHERE answer_id = {answerId}");
        await using var db = database.Read();
        return new Seen((await db.RunAsync(look, cancellation))[heard].FirstOrDefault(), null, null);
    }

    /// <summary>
    /// Looks for what this answer belongs to, and takes the next number when there is nothing. Numbers are for people: in order, and one may be missing where
    /// two opened the same case at once. Taken apart from the case, nobody waits for another's disk.
    /// </summary>
    /// <param name="mergeKey">Null: it belongs to nothing that stands.</param>
    private async Task<Seen> LookAsync(string answerId, string? mergeKey, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        // Whatever case has a number is written after it: no crash keeps the one and forgets the other.
        var look = db.Relaxed();
        var heard = look.Ask($"SELECT case_id FROM case_voices WHERE answer_id = {answerId}");
        var standing = look.Ask($"SELECT id FROM cases WHERE merge_key = {mergeKey ?? ""} AND state <> 'closed'");
        var number = look.Ask($"""
            UPDATE counters SET value = value + 1 WHERE name = 'case' AND NOT EXISTS (SELECT 1 FROM case_voices WHERE answer_id = {answerId})
                AND NOT EXISTS (SELECT 1 FROM cases WHERE merge_key = {mergeKey ?? ""} AND state <> 'closed') RETURNING value
            """);
        var found = await db.CommitAsync(look, cancellation);
        return new Seen(found[heard].FirstOrDefault(), found[standing].FirstOrDefault(), found[number] is [var next] ? long.Parse(next, CultureInfo.InvariantCulture) : null);
    }

    /// <param name="mergeKey">Of open cases one has it; null: this one stands for itself.</param>
    /// <returns>False when another of the same hall and cause was opened meanwhile.</returns>
    private async Task<bool> OpenAsync(AnswerView answer, CaseFacts facts, MatchedRule matched, string? mergeKey, long number, CancellationToken cancellation)
    {
        var now = time.Now();
        var rule = matched.Rule;
        var id = Id.New("cas", now);
        var ring = await alarm.ReadyAsync(answer.CinemaId, rule.Posts, cancellation);
        var draft = new CaseRow
        {
            Id = id,
            Number = number,
            CinemaId = answer.CinemaId,
            HallId = answer.HallId,
            ShowtimeId = answer.ShowtimeId,
            Category = facts.Category,
            Severity = rule.Severity,
            State = CaseState.Open,
            Posts = string.Join(',', rule.Posts),
            OpenedAt = now,
            DueAt = await rules.DueAtAsync(rule, answer.CinemaId, answer.TimeZone, now, cancellation),
            StatusText = "待受理",
            Voices = 1,
            WorstStars = answer.Stars,
            LeadAnswerId = answer.Id,
            GuestId = answer.GuestId,
            MergeKey = mergeKey ?? id,
            RuleName = matched.Name,
            Version = 0,
            LastHash = "",
        };
        var line = Case.Next(draft, CaseActor.Guest, "opened", $"{answer.Stars} 星评价，规则“{matched.Name}”，分类 {CaseCategory.NameOf(facts.Category)}", now);
        var row = draft with { Version = line.Seq, LastHash = line.Hash };
        var script = new Script();
        var opened = script.Ask($"""
            INSERT INTO cases (id, number, cinema_id, hall_id, showtime_id, category, severity, state, posts, opened_at, due_at, status_text, voices,
                worst_stars, lead_answer_id, guest_id, merge_key, rule_name, version, last_hash)
            VALUES ({row.Id}, {row.Number}, {row.CinemaId}, {row.HallId}, {row.ShowtimeId}, {row.Category}, {row.Severity}, 'open', {row.Posts},
                {row.OpenedAt}, {row.DueAt}, {row.StatusText}, 1, {row.WorstStars}, {row.LeadAnswerId}, {row.GuestId}, {row.MergeKey}, {row.RuleName}, {row.Version}, {row.LastHash})
            ON CONFLICT (merge_key) WHERE state <> 'closed' DO NOTHING RETURNING id
            """);
        CaseDesk.Insert(script, line);
        Add(script, row.Id, answer, now);
        ring(script, row);
        await using var db = await database.BeginAsync(cancellation);
        if ((await db.RunAsync(script, cancellation))[opened].Count == 0) return false;
        await db.CommitAsync(cancellation);
        return true;
    }

    /// <summary>A case of the same hall and cause stands: this is one more voice in it.</summary>
    /// <returns>False when it was closed meanwhile.</returns>
    private async Task<bool> JoinAsync(string caseId, AnswerView answer, CaseRule rule, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var before = (await CaseDesk.LockAsync(db, caseId, cancellation))!;
        if (before.State == CaseState.Closed) return false;
        var script = new Script();
        Add(script, before.Id, answer, time.Now());
        var worse = before.Severity < rule.Severity ? rule.Severity : before.Severity;
        desk.Write(script, before, CaseActor.Guest, new CaseDecision(
            before with { Voices = before.Voices + 1, WorstStars = Math.Min(before.WorstStars, answer.Stars), Severity = worse },
            "voice-added", $"又收到 1 条同类反馈，共 {before.Voices + 1} 条"));
        await db.CommitAsync(script, cancellation);
        return true;
    }

    /// <summary>She said more, or thought better of it: the cards show her words as they are now.</summary>
    private async Task HearAgainAsync(string caseId, AnswerView answer, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var before = (await CaseDesk.LockAsync(db, caseId, cancellation))!;
        var guessed = CategoryOf(answer);
        var better = before.LeadAnswerId == answer.Id && before.Category == CaseCategory.Other && guessed != CaseCategory.Other && before.Voices == 1 ? guessed : before.Category;
        var script = new Script();
        script.Do($"UPDATE case_voices SET stars = {answer.Stars} WHERE answer_id = {answer.Id}");
        desk.Write(script, before, CaseActor.Guest, new CaseDecision(
            before with { WorstStars = Math.Min(before.WorstStars, answer.Stars), Category = better }, "voice-changed", "补充了评价内容"));
        await db.CommitAsync(script, cancellation);
    }

    private static void Add(Script script, string caseId, AnswerView answer, DateTimeOffset now) =>
        script.Do($"INSERT INTO case_voices (answer_id, case_id, stars, added_at) VALUES ({answer.Id}, {caseId}, {answer.Stars}, {now})");

    private static string CategoryOf(AnswerView answer) => CaseCategory.Guess(answer.Categories, answer.Comment);

    private static CaseFacts FactsOf(AnswerView answer) => CaseFacts.Of(answer.Stars, answer.Nps, answer.HallId, answer.Stages, answer.Chips, answer.Comment);

    /// <param name="HeardIn">The case this answer belongs to already.</param>
    /// <param name="Standing">The open case it would join.</param>
    /// <param name="Number">Of the case it opens; null when it belongs to one.</param>
    private sealed record Seen(string? HeardIn, string? Standing, long? Number);
}
