using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

/// <summary>回复: words the guest reads where she gave her answer. Where the house knows her, she is also told, by whatever way leads to her.</summary>
public sealed class ReplyToGuest(CaseDesk desk, FeedbackQueries feedback, MessageTemplates templates, QueueMessage queue, TimeProvider time)
{
    internal const string Kind = "replied";
    internal const string Prefix = "回复观众：";

    /// <summary>Template of the message: fields <c>matter</c>, <c>reply</c>, <c>at</c>. A house without it tells nobody.</summary>
    internal const string Template = "case-reply";
    private const int Longest = 200;

    /// <exception cref="Refusal">400 <c>words-missing</c>, <c>words-too-long</c>.</exception>
    public async Task<CaseRow> RunAsync(string caseId, CaseActor actor, string words, CancellationToken cancellation)
    {
        words = words.Trim();
        if (words.Length == 0) throw CaseRefusals.WordsMissing("回复内容");
        if (words.Length > Longest) throw CaseRefusals.WordsTooLong(Longest);
        var template = await templates.FindAsync(Template, cancellation);
        var replied = await desk.ActAsync(caseId, actor, async (row, db, script) =>
        {
            if (template is { Row.RetiredAt: null } && (await feedback.FindAsync(row.LeadAnswerId, cancellation))?.GuestId is { } guestId)
                queue.Add(script, template, await MessageAsync(db, row, template, guestId, words, cancellation));
            return new CaseDecision(row, Kind, Prefix + words);
        }, cancellation);
        queue.Wake();
        return replied;
    }

    /// <summary>One for each reply: the case's version names it.</summary>
    private async Task<GuestMessage> MessageAsync(DbSession db, CaseRow row, MessageTemplate template, string guestId, string words, CancellationToken cancellation)
    {
        var cinema = await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == row.CinemaId, cancellation);
        var local = TimeZoneInfo.ConvertTime(time.Now(), cinema.Zone);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["matter"] = $"您的反馈 {row.Name}",
            ["reply"] = words,
            ["at"] = string.Create(CultureInfo.InvariantCulture, $"{local.Year}年{local.Month}月{local.Day}日 {local:HH:mm}"),
        };
        return new GuestMessage($"{row.Id}-reply-{row.Version + 1}", guestId, template.Fit(values)) { CinemaId = row.CinemaId };
    }
}
