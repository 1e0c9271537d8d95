using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

/// <summary>
/// An answer was given or changed: by the rules it becomes a case, another voice of one, or nothing. Told twice, it does nothing twice: an answer
/// belongs to one case for ever.
/// </summary>
public sealed class OpenCase(Database database, FeedbackQueries feedback, CaseRules rules, CaseDesk desk, ICaseAlarm alarm, TimeProvider time)
    : IEventHandler<FeedbackGiven>
{
    public async Task<Delivery> HandleAsync(FeedbackGiven news, CancellationToken cancellation)
    {
        var answer = await feedback.FindAsync(news.AnswerId, cancellation);
        if (answer is null) return Delivery.Done;
        var facts = FactsOf(answer);
        var matched = await rules.MatchAsync(facts, cancellation);
        await using (var db = await database.BeginAsync(cancellation))
        {
            var known = await db.GetTable<CaseVoiceRow>().FirstOrDefaultAsync(v => v.AnswerId == answer.Id, cancellation);
            if (known is not null) await HearAgainAsync(db, known, answer, cancellation);
            else if (matched is not { Rule.Opens: true } rule) return Delivery.Done;
            else await HearAsync(db, answer, facts, rule, cancellation);
        }

        alarm.Wake();
        return Delivery.Done;
    }

    private async Task HearAsync(DbSession db, AnswerView answer, CaseFacts facts, MatchedRule matched, CancellationToken cancellation)
    {
        var now = time.Now();
        var rule = matched.Rule;
        var id = Id.New("cas", now);
        // What may have hurt somebody is a case of its own, however many complain at once.
        var mergeKey = rule.Severity == CaseSeverity.Critical ? id : string.Join('|', answer.CinemaId, answer.HallId ?? answer.TouchpointId ?? "", facts.Category);
        if (await JoinAsync(db, mergeKey, answer, rule, cancellation)) return;
        var taking = new Script();
        // Whoever opens a case at the same moment waits here; it may have been this one.
        var counter = taking.Ask($"SELECT value FROM counters WHERE name = 'case' {db.LockForChange}");
        var number = long.Parse((await db.RunAsync(taking, cancellation))[counter][0], CultureInfo.InvariantCulture) + 1;
        if (await JoinAsync(db, mergeKey, answer, rule, cancellation)) return;
        var script = new Script();
        script.Do($"UPDATE counters SET value = {number} WHERE name = 'case'");
        var cinema = await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == answer.CinemaId, cancellation);
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
            DueAt = Case.DueAt(now, rule.DeadlineMinutes, await DutyRoster.HoursAsync(db, answer.CinemaId, cancellation), cinema.Zone),
            StatusText = "待受理",
            Voices = 1,
            WorstStars = answer.Stars,
            LeadAnswerId = answer.Id,
            MergeKey = mergeKey,
            RuleName = matched.Name,
            Version = 0,
            LastHash = "",
        };
        var line = Case.Next(draft, CaseActor.Guest, "opened", $"{answer.Stars} 星评价，规则“{matched.Name}”，分类 {CaseCategory.NameOf(facts.Category)}", now);
        var row = draft with { Version = line.Seq, LastHash = line.Hash };
        script.Do($"""
            INSERT INTO cases (id, number, cinema_id, hall_id, showtime_id, category, severity, state, posts, opened_at, due_at, status_text, voices,
                worst_stars, lead_answer_id, merge_key, rule_name, version, last_hash)
            VALUES ({row.Id}, {row.Number}, {row.CinemaId}, {row.HallId}, {row.ShowtimeId}, {row.Category}, {row.Severity}, 'open', {row.Posts},
                {row.OpenedAt}, {row.DueAt}, {row.StatusText}, 1, {row.WorstStars}, {row.LeadAnswerId}, {row.MergeKey}, {row.RuleName}, {row.Version}, {row.LastHash})
            """);
        CaseDesk.Insert(script, line);
        Add(script, row.Id, answer, now);
        alarm.Follow(script, before: null, row, line);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>A case of the same hall and cause stands: this is one more voice in it.</summary>
    /// <returns>False when none does.</returns>
    private async Task<bool> JoinAsync(DbSession db, string mergeKey, AnswerView answer, CaseRule rule, CancellationToken cancellation)
    {
        var looking = new Script();
        looking.Ask($"SELECT id FROM cases WHERE merge_key = {mergeKey} AND state <> 'closed'");
        var standing = (await db.RunAsync(looking, cancellation))[0];
        if (standing.Count == 0) return false;
        var before = (await CaseDesk.LockAsync(db, standing[0], cancellation))!;
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
    private async Task HearAgainAsync(DbSession db, CaseVoiceRow voice, AnswerView answer, CancellationToken cancellation)
    {
        var before = (await CaseDesk.LockAsync(db, voice.CaseId, cancellation))!;
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

    private static CaseFacts FactsOf(AnswerView answer) => new(answer.Stars, answer.Nps, CategoryOf(answer), answer.HallId, answer.Stages, answer.Comment);
}
