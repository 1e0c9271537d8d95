using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>
/// Which past answer would have got which owner, deadline and chain by an edited set of rules. It asks the very rules that open cases, of the words each
/// answer had when its case was opened, and writes nothing. Voices that joined a case already open are not asked again: it is the first one that decides.
/// </summary>
public sealed class RehearseRules(Database database, CaseRules rules, AlertChains chains, DutyRoster roster, TimeProvider time)
{
    private const int MostDays = 90;
    private const int MostCases = 500;
    private const int MostAnswers = 1500;

    /// <exception cref="Refusal">400 <c>rules-unreadable</c>; 403 <c>staff-not-allowed</c>: another cinema's.</exception>
    public async Task<Rehearsal> RunAsync(RehearsalWish wish, StaffMember by, CancellationToken cancellation)
    {
        if (by.CinemaId is not null && wish.CinemaId is not null && wish.CinemaId != by.CinemaId) throw StaffRefusals.NotAllowed();
        CaseRules.Check(wish.Rules);
        foreach (var chain in wish.Chains.Values) chain.Check();
        var since = time.Now() - TimeSpan.FromDays(Math.Clamp(wish.Days, 1, MostDays));
        var (past, isCut, places) = await ReadAsync(wish.CinemaId ?? by.CinemaId, since, cancellation);
        var present = await rules.ListAsync(cancellation);
        var (now, then) = (new Dictionary<string, AlertChain>(StringComparer.Ordinal), new Dictionary<string, AlertChain>(StringComparer.Ordinal));
        foreach (var (post, _) in CasePost.All)
        {
            now[post] = await chains.OfAsync(post, cancellation);
            then[post] = wish.Chains.GetValueOrDefault(post, now[post]);
        }

        var onDuty = await OnDutyAsync(past, cancellation);
        return new Rehearsal(since, past.ConvertAll(a => new RehearsedAnswer(
            a.AnswerId, a.CaseId, a.CaseName, a.CinemaId, a.At, a.Facts.Stars, a.Facts.Category, a.Facts.Comment,
            Decide(a, present, now, places[a.CinemaId], onDuty), Decide(a, wish.Rules, then, places[a.CinemaId], onDuty))), isCut);
    }

    private static RehearsedOutcome Decide(
        PastAnswer answer, IReadOnlyList<MatchedRule> by, Dictionary<string, AlertChain> chainOf, Place place, Dictionary<(string CinemaId, string Post, DateTimeOffset At), IReadOnlyList<string>> onDuty)
    {
        if (by.FirstOrDefault(r => r.Rule.Matches(answer.Facts)) is not { } matched) return RehearsedOutcome.Nothing;
        if (!matched.Rule.Opens) return RehearsedOutcome.Nothing with { Rule = matched.Name };
        var first = matched.Rule.Posts[0];
        int? steps = answer.CaseId is null ? null : chainOf[first].Steps.Count(s => answer.HeardAt is null || answer.At.AddSeconds(s.AfterSeconds) <= answer.HeardAt);
        return new RehearsedOutcome(
            true, matched.Name, matched.Rule.Severity, matched.Rule.Posts, Case.DueAt(answer.At, matched.Rule.DeadlineMinutes, place.Hours, place.Zone),
            onDuty[(answer.CinemaId, first, answer.At)], steps);
    }

    private async Task<Dictionary<(string CinemaId, string Post, DateTimeOffset At), IReadOnlyList<string>>> OnDutyAsync(List<PastAnswer> past, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string, DateTimeOffset), IReadOnlyList<string>>();
        foreach (var ofCinema in past.GroupBy(a => a.CinemaId, StringComparer.Ordinal))
        {
            var instants = ofCinema.Select(a => a.At).Distinct().ToList();
            foreach (var (post, _) in CasePost.All)
            {
                var people = await roster.WhoAsync(ofCinema.Key, post, instants, cancellation);
                for (var i = 0; i < instants.Count; i++) found[(ofCinema.Key, post, instants[i])] = [.. people[i].People.Select(p => p.Name).Order(StringComparer.Ordinal)];
            }
        }

        return found;
    }

    private async Task<(List<PastAnswer> Past, bool IsCut, Dictionary<string, Place> Places)> ReadAsync(string? cinemaId, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var opened = db.GetTable<CaseRow>().Where(c => (cinemaId == null || c.CinemaId == cinemaId) && c.OpenedAt > since).OrderByDescending(c => c.Number).Take(MostCases);
        var cases = await opened.ToListAsync(cancellation);
        var words = (await (
            from one in opened
            join version in db.GetTable<AnswerVersionRow>() on one.LeadAnswerId equals version.AnswerId
            where version.At <= one.OpenedAt
            select version).ToListAsync(cancellation)).GroupBy(v => v.AnswerId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(v => v.Version)!, StringComparer.Ordinal);
        var quiet = await (
            from answer in db.GetTable<AnswerRow>()
            where (cinemaId == null || answer.CinemaId == cinemaId) && answer.CreatedAt > since && !db.GetTable<CaseVoiceRow>().Any(v => v.AnswerId == answer.Id)
            orderby answer.CreatedAt descending
            select answer).Take(MostAnswers).ToListAsync(cancellation);
        var past = cases.Where(c => words.ContainsKey(c.LeadAnswerId)).Select(c => Past(c, words[c.LeadAnswerId].Said)).Concat(quiet.Select(Past)).OrderByDescending(a => a.At).ToList();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var cinema in await db.GetTable<CinemaRow>().Where(c => cinemaId == null || c.Id == cinemaId).ToListAsync(cancellation))
            places[cinema.Id] = new Place(await OpeningHours.OfAsync(db, cinema.Id, cancellation), cinema.Zone);
        return (past, cases.Count == MostCases || quiet.Count == MostAnswers, places);
    }

    private static PastAnswer Past(CaseRow row, AnswerWords said) => new(
        row.LeadAnswerId, row.Id, row.Name, row.CinemaId, row.OpenedAt, row.AcknowledgedAt ?? row.ClosedAt,
        CaseFacts.Of(said.Stars, said.Nps, row.HallId, said.Stages, said.Chips, said.Comment));

    private static PastAnswer Past(AnswerRow row) => new(
        row.Id, null, null, row.CinemaId, row.UpdatedAt, null, CaseFacts.Of((int)row.Stars, (int?)row.Nps, row.HallId, row.StageStars, row.ChipCodes, row.Comment));

    private sealed record PastAnswer(string AnswerId, string? CaseId, string? CaseName, string CinemaId, DateTimeOffset At, DateTimeOffset? HeardAt, CaseFacts Facts);

    private sealed record Place(OpeningWeek Hours, TimeZoneInfo Zone);
}
