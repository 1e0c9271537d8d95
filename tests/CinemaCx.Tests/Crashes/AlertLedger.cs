using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>Where the dead house's work stood: rows under its lease, by handler, and what the phones knew that its books did not.</summary>
/// <param name="Unacknowledged">Answers that were kept, and nobody was told so.</param>
/// <param name="Opening">Answers in hand of whoever opens cases.</param>
/// <param name="Raising">Alerts in hand.</param>
/// <param name="Sending">Cards in hand; of these, <paramref name="ShownUnrecorded"/> lay on the phone already.</param>
/// <param name="RecordedOnly">Cards written down as delivered whose errand was not yet crossed out.</param>
internal sealed record Wreck(int Unacknowledged, int Opening, int Raising, int Sending, int ShownUnrecorded, int RecordedOnly);

/// <summary>Follows every answer through the house's books to the phones.</summary>
internal sealed class AlertLedger(IServiceProvider services)
{
    /// <summary>Only the first step is ever due here, so that each card is expected and none comes by itself.</summary>
    private static readonly AlertChain Once = new([new(0, ChainTarget.Duty, ChainChannel.First), new(86_400, ChainTarget.Duty, ChainChannel.First)], RepeatSeconds: 86_400);

    private Database Database => services.GetRequiredService<Database>();

    /// <summary>Staff of the first cinema read WeCom, those of the second DingTalk.</summary>
    public async Task<IReadOnlyList<Exit>> PrepareAsync()
    {
        var (hired, _) = await services.GetRequiredService<StaffTokens>().CreateAsync("测试", StaffRole.Headquarters, cinemaId: null, CancellationToken.None);
        var operatorOfTests = new StaffMember(hired.Id, hired.Name, hired.Role, hired.CinemaId);
        foreach (var (post, _) in CasePost.All) await services.GetRequiredService<AlertChains>().ReplaceAsync(post, Once, operatorOfTests, seen: null, CancellationToken.None);
        await using var db = Database.Read();
        string[] second = ["zhoufang", "sunqiang", "wuyan"];
        await db.GetTable<StaffChatRow>().Where(c => c.Channel == "wecom" && second.Contains(c.Person)).DeleteAsync();
        var cinemas = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).Select(c => c.Id).ToListAsync();
        var exits = await db.GetTable<TouchpointRow>().Where(t => t.HallId != null).ToListAsync();
        return [.. exits.Select(e => new Exit(e.Code, e.CinemaId, e.HallId!, cinemas.IndexOf(e.CinemaId))).Where(e => e.Cinema < 2).OrderBy(e => e.Cinema)];
    }

    /// <summary>To be asked while nobody works.</summary>
    public async Task<Wreck> LookAtWreckAsync(IReadOnlyCollection<Complaint> acknowledged, IReadOnlyCollection<SeenCard> phones)
    {
        var known = acknowledged.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var shown = phones.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        await using var db = Database.Read();
        var answers = await db.GetTable<AnswerRow>().Select(a => a.Id).ToListAsync();
        // What an earlier life had in hand does not count.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var inHand = await db.GetTable<OutboxRow>().Where(o => o.LeaseUntil > now).Select(o => new { o.Id, o.Handler }).ToListAsync();
        var waiting = await db.GetTable<AlertMessageRow>().Where(m => m.State == MessageState.Waiting).Select(m => m.Id).ToListAsync();
        var sending = inHand.Where(o => o.Handler == "alerts.send-card").Select(o => o.Id["send-".Length..]).ToList();
        return new Wreck(
            answers.Count(id => !known.Contains(id)),
            inHand.Count(o => o.Handler == "cases.open-case"),
            inHand.Count(o => o.Handler == "alerts.raise"),
            sending.Count(waiting.Contains),
            waiting.Count(shown.Contains),
            sending.Count(id => !waiting.Contains(id)));
    }

    /// <summary>Waits until nothing is left to do. Voices that are being gathered are shown at once.</summary>
    public async Task SettleAsync(double seconds) => await Cinema.EventuallyAsync(
        async () =>
        {
            await using var db = Database.Read();
            await db.GetTable<OutboxRow>().Where(o => o.Handler == "alerts.refresh-cards" && o.Attempts == 0).Set(o => o.DueAt, TimeProvider.System.GetUtcNow()).UpdateAsync();
            var soon = TimeProvider.System.GetUtcNow().AddMinutes(5);
            return !await db.GetTable<OutboxRow>().AnyAsync(o => o.DueAt < soon && o.Handler != "feedback.check-comment")
                && !await db.GetTable<AlertMessageRow>().AnyAsync(m => m.State == MessageState.Waiting);
        },
        "everything is delivered",
        seconds);

    /// <summary>Nothing acknowledged is lost, and whatever is one case is one.</summary>
    public async Task CasesShouldAgreeAsync(IReadOnlyCollection<Complaint> acknowledged)
    {
        await using var db = Database.Read();
        var answers = (await db.GetTable<AnswerRow>().Select(a => a.Id).ToListAsync()).ToHashSet(StringComparer.Ordinal);
        var voices = (await db.GetTable<CaseVoiceRow>().ToListAsync()).ToDictionary(v => v.AnswerId, v => v.CaseId, StringComparer.Ordinal);
        var cases = (await db.GetTable<CaseRow>().ToListAsync()).ToDictionary(c => c.Id, StringComparer.Ordinal);
        Assert.Empty(acknowledged.Where(c => !answers.Contains(c.Id)).Select(c => c.Id + " was acknowledged and is not there"));
        Assert.Empty(acknowledged.Where(c => !voices.ContainsKey(c.Id)).Select(c => c.Id + " belongs to no case"));
        foreach (var complaint in acknowledged)
        {
            var its = cases[voices[complaint.Id]];
            Assert.Equal((complaint.At.CinemaId, complaint.At.HallId, complaint.Category), (its.CinemaId, its.HallId, its.Category));
            Assert.Equal(complaint.IsCritical, its.Severity == CaseSeverity.Critical);
        }

        var expected = acknowledged.Count(c => c.IsCritical) + acknowledged.Where(c => !c.IsCritical).Select(c => (c.At.HallId, c.Category)).Distinct().Count();
        Assert.Equal(expected, cases.Count);
        Assert.All(cases.Values, c => Assert.True(c.Voices == 1 || c.Severity != CaseSeverity.Critical));
        // One line for each voice: news told twice is not a second thing that happened.
        Assert.Empty(cases.Values.Where(c => c.Version != c.Voices).Select(c => $"{c.Name}: {c.Voices} voices, {c.Version} lines"));
    }

    /// <summary>Every case lies before everybody whom it concerns, each card once, and the books name the message by which it came.</summary>
    /// <returns>How many cards, and how many of them the platform named only to the dead.</returns>
    public async Task<(int Cards, int Unnamed)> PhonesShouldAgreeAsync(
        IReadOnlyCollection<Complaint> acknowledged, IReadOnlyList<SeenCard> phones, IReadOnlyCollection<CarriedCard> carried)
    {
        await using var db = Database.Read();
        var voices = (await db.GetTable<CaseVoiceRow>().ToListAsync()).ToDictionary(v => v.AnswerId, v => v.CaseId, StringComparer.Ordinal);
        var messages = await db.GetTable<AlertMessageRow>().ToListAsync();
        Assert.Empty(phones.GroupBy(c => (c.Person, c.Id)).Where(g => g.Count() > 1).Select(g => $"{g.Key.Person} saw {g.Key.Id} {g.Count()} times"));
        Assert.Equal(
            messages.Select(m => m.Person + " " + m.Id).Order(StringComparer.Ordinal),
            phones.Select(c => c.Person + " " + c.Id).Order(StringComparer.Ordinal));
        Assert.All(messages, m => Assert.True(m.State is MessageState.Delivered or MessageState.Replaced, $"{m.Id} is {m.State}: {m.LastError}"));

        var ofCase = messages.ToLookup(m => m.CaseId, StringComparer.Ordinal);
        foreach (var complaint in acknowledged)
            Assert.Equal(complaint.People.Order(StringComparer.Ordinal), ofCase[voices[complaint.Id]].Select(m => m.Person).Distinct().Order(StringComparer.Ordinal));

        var names = carried.Where(c => c.Name is not null).ToLookup(c => c.Id, c => c.Name, StringComparer.Ordinal);
        var calls = carried.GroupBy(c => c.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.MessageId is { } name) Assert.Contains(name, names[message.Id]);
            else Assert.True(calls[message.Id] > 1 && message.Channel == ChatChannel.WeCom, $"{message.Id} came by one call and the books do not name it");
        }

        return (phones.Count, messages.Count(m => m.MessageId is null));
    }

    /// <summary>The longest time between "we have it" and the first card of its case.</summary>
    public async Task<TimeSpan> LongestWaitAsync(IReadOnlyCollection<Complaint> acknowledged, IReadOnlyCollection<CarriedCard> carried)
    {
        await using var db = Database.Read();
        var messages = (await db.GetTable<AlertMessageRow>().ToListAsync()).ToDictionary(m => m.Id, m => m.CaseId, StringComparer.Ordinal);
        var first = carried.Where(c => messages.ContainsKey(c.Id)).GroupBy(c => messages[c.Id], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(c => c.At), StringComparer.Ordinal);
        var leads = await db.GetTable<CaseRow>().ToDictionaryAsync(c => c.LeadAnswerId, c => c.Id);
        return acknowledged.Where(c => leads.ContainsKey(c.Id))
            .Select(c => TimeProvider.System.GetElapsedTime(c.TakenAt, first[leads[c.Id]])).Append(TimeSpan.Zero).Max();
    }

    public async Task<int> AnswersAsync()
    {
        await using var db = Database.Read();
        return await db.GetTable<AnswerRow>().CountAsync();
    }

    /// <summary>As in a house that tells news after the commit, and not in it: whoever dies between has told nobody.</summary>
    public async Task ForgetNewsAsync()
    {
        await using var db = Database.Read();
        Assert.True(await db.GetTable<OutboxRow>().Where(o => o.Handler == "cases.open-case").DeleteAsync() > 0);
    }

    /// <summary>All that is in hand now is in hand for so long from now.</summary>
    public async Task StretchLeasesAsync(TimeSpan by)
    {
        var until = (TimeProvider.System.GetUtcNow() + by).ToUnixTimeMilliseconds();
        await using var db = Database.Read();
        await db.GetTable<OutboxRow>().Where(o => o.LeasedBy != null).Set(o => o.LeaseUntil, until).UpdateAsync();
    }

    /// <summary>The cards of an answer's case.</summary>
    public async Task<List<AlertMessageRow>> MessagesOfAsync(Complaint complaint)
    {
        await using var db = Database.Read();
        return await (
            from message in db.GetTable<AlertMessageRow>()
            join voice in db.GetTable<CaseVoiceRow>() on message.CaseId equals voice.CaseId
            where voice.AnswerId == complaint.Id
            select message).ToListAsync();
    }
}
