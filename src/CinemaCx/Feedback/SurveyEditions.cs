using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <summary>The questions of a place as they were published once; nothing ever changes one.</summary>
/// <param name="Id">Null: the questions the house comes with.</param>
/// <param name="CinemaId">Null: of all cinemas that have none of their own.</param>
/// <param name="Version">1 and up, of this place and cinema; 0: the questions the house comes with.</param>
public sealed record SurveyEdition(string? Id, SurveyPlace Place, string? CinemaId, long Version, SurveyForm Form)
{
    public const string Usual = "usual";

    /// <summary>What a phone says of the questions it showed.</summary>
    public string Name => Id ?? Usual;

    public static SurveyEdition UsualOf(SurveyPlace place) => new(null, place, null, 0, SurveyPlaces.UsualForm(place));
}

/// <param name="Form">Null: from here on the cinema follows the questions of all.</param>
/// <param name="Answers">How many were given to it.</param>
public sealed record SurveyEditionLine(string Id, long Version, SurveyForm? Form, string? Note, string By, DateTimeOffset At, long Answers);

/// <summary>Which questions a guest is asked: her cinema's own edition, else that of all cinemas, else those the house comes with. From memory, a second old at most.</summary>
public sealed class SurveyEditions
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgeOfWhatNeverChanges = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly SurveyForm Nothing = new([]);

    private readonly Database _database;
    private readonly FreshMemory<(SurveyPlace Place, string CinemaId), SurveyEdition> _current;
    private readonly FreshMemory<string, SurveyEdition?> _byId;

    public SurveyEditions(Database database, TimeProvider time)
    {
        _database = database;
        _current = new(of => ReadAsync(of.Place, of.CinemaId), Age, time);
        _byId = new(ReadAsync, AgeOfWhatNeverChanges, time);
    }

    public Task<SurveyEdition> CurrentAsync(SurveyPlace place, string cinemaId, CancellationToken cancellation) => _current.GetAsync((place, cinemaId), cancellation);

    /// <summary>The questions to show: those an answer was given to, else the present ones.</summary>
    /// <param name="answer">Null while nothing was said.</param>
    public async Task<SurveyEdition> ToShowAsync(AnswerPlace place, AnswerRow? answer, CancellationToken cancellation) => answer switch
    {
        null => await CurrentAsync(PlaceOf(place), place.CinemaId, cancellation),
        { EditionId: { } id } when await _byId.GetAsync(id, cancellation) is { } edition => edition,
        _ => SurveyEdition.UsualOf(PlaceOf(place)),
    };

    /// <summary>The questions an answer was given to.</summary>
    public async Task<SurveyForm> FormOfAsync(AnswerRow answer, AnswerPlace? place, CancellationToken cancellation) =>
        answer.EditionId is { } id && await _byId.GetAsync(id, cancellation) is { } edition ? edition.Form : place is null ? Nothing : SurveyEdition.UsualOf(PlaceOf(place)).Form;

    /// <summary>Which edition a new answer is kept with.</summary>
    /// <param name="named">What her phone showed; null where it does not say: the present one.</param>
    /// <exception cref="Refusal">422 <c>survey-edition-unknown</c>.</exception>
    internal async Task<string?> KeptWithAsync(AnswerPlace place, string? named, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(named)) return (await CurrentAsync(PlaceOf(place), place.CinemaId, cancellation)).Id;
        if (named == SurveyEdition.Usual) return null;
        var edition = AnswerRules.IsName(named, least: 1) ? await _byId.GetAsync(named, cancellation) : null;
        return edition is not null && edition.Place == PlaceOf(place) && (edition.CinemaId ?? place.CinemaId) == place.CinemaId ? edition.Id : throw FeedbackRefusals.UnknownEdition();
    }

    /// <summary>What stands for a place and cinema of its own, and its version; the form is null where there is none or it was given up.</summary>
    /// <param name="cinemaId">Null: of all cinemas.</param>
    public async Task<(long Version, SurveyForm? Form)> OwnAsync(SurveyPlace place, string? cinemaId, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await NewestAsync(db, place, cinemaId ?? "", cancellation) is { } row ? (row.Version, FormOf(row)) : (0, null);
    }

    /// <summary>The last twenty editions of a place and cinema, newest first.</summary>
    public async Task<IReadOnlyList<SurveyEditionLine>> HistoryAsync(SurveyPlace place, string? cinemaId, CancellationToken cancellation)
    {
        var scope = cinemaId ?? "";
        await using var db = _database.Read();
        var rows = await (
            from edition in db.GetTable<SurveyEditionRow>()
            join employee in db.GetTable<EmployeeRow>() on edition.PublishedBy equals employee.Id
            where edition.Place == place && edition.Scope == scope
            orderby edition.Version descending
            select new { edition, employee.Name, Answers = db.GetTable<AnswerRow>().LongCount(a => a.EditionId == edition.Id) }).Take(20).ToListAsync(cancellation);
        return rows.ConvertAll(r => new SurveyEditionLine(r.edition.Id, r.edition.Version, FormOf(r.edition), r.edition.Note, r.Name, r.edition.PublishedAt, r.Answers));
    }

    internal void Forget() => _current.Forget();

    internal static string BodyOf(SurveyForm form) =>
        JsonSerializer.Serialize(form.Questions.Select(q => new KeptQuestion(
            q.Code, q.Title, q.StarsAtLeast, q.StarsAtMost, [.. q.Chips.Select(c => c.Code)], q.IsOwn ? q.Kind : null, OwnOf(q))), Json);

    private static SurveyPlace PlaceOf(AnswerPlace place) => SurveyPlaces.Of(place.Touchpoint?.Row.Kind);

    private async Task<SurveyEdition> ReadAsync(SurveyPlace place, string cinemaId)
    {
        await using var db = _database.Read();
        foreach (var scope in new[] { cinemaId, "" })
            if (await NewestAsync(db, place, scope, CancellationToken.None) is { } row && FormOf(row) is { } form) return new SurveyEdition(row.Id, place, row.CinemaId, row.Version, form);
        return SurveyEdition.UsualOf(place);
    }

    private async Task<SurveyEdition?> ReadAsync(string id)
    {
        await using var db = _database.Read();
        return await db.GetTable<SurveyEditionRow>().FirstOrDefaultAsync(e => e.Id == id) is { } row && FormOf(row) is { } form
            ? new SurveyEdition(row.Id, row.Place, row.CinemaId, row.Version, form)
            : null;
    }

    private static Task<SurveyEditionRow?> NewestAsync(DbSession db, SurveyPlace place, string scope, CancellationToken cancellation) =>
        db.GetTable<SurveyEditionRow>().Where(e => e.Place == place && e.Scope == scope).OrderByDescending(e => e.Version).FirstOrDefaultAsync(cancellation);

    private static SurveyForm? FormOf(SurveyEditionRow row) => row.Body is null ? null : new SurveyForm(
        [.. JsonSerializer.Deserialize<List<KeptQuestion>>(row.Body, Json)!.Select(q => new SurveyQuestion(
            q.Code, q.Kind ?? SurveyRules.Ask(q.Code)!.Kind, q.Title, q.From, q.To, ChipsOf(q)))]);

    private static List<OwnChip>? OwnOf(SurveyQuestion question)
    {
        var own = question.Chips.Where(c => OwnWords.IsChip(c.Code)).Select(c => new OwnChip(c.Label, c.Category, c.IsPraise)).ToList();
        return own.Count == 0 ? null : own;
    }

    // In the order they were put, those of the house and one's own.
    private static IReadOnlyList<SurveyChip> ChipsOf(KeptQuestion question)
    {
        var own = (question.Own ?? []).Select(OwnWords.Chip).ToDictionary(c => c.Code, StringComparer.Ordinal);
        return [.. question.Chips.Select(code => own.GetValueOrDefault(code) ?? Survey.Chip(code)).OfType<SurveyChip>()];
    }

    private sealed record KeptQuestion(string Code, string Title, int From, int To, IReadOnlyList<string> Chips, string? Kind = null, IReadOnlyList<OwnChip>? Own = null);
}
