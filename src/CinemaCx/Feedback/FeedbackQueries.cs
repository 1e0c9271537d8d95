using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <summary>What a cinema's own question asked, and what she said to it.</summary>
public sealed record OwnAnswer(string Asked, string Said);

/// <summary>An answer with everything around it that a case needs.</summary>
public sealed record AnswerView
{
    public required string Id { get; init; }
    public required long Version { get; init; }
    public required AnswerSource Source { get; init; }
    public string? TicketId { get; init; }
    public string? TouchpointId { get; init; }

    /// <summary>Null for a ticket's answer.</summary>
    public TouchpointKind? TouchpointKind { get; init; }

    /// <summary>Where the QR code hangs: <c>3号激光厅出口</c>, <c>卫生间</c>; null for a ticket's answer.</summary>
    public string? TouchpointName { get; init; }
    public required string CinemaId { get; init; }
    public required string CinemaName { get; init; }

    /// <summary>The cinema's IANA time zone.</summary>
    public required string TimeZone { get; init; }
    public string? HallId { get; init; }
    public string? HallName { get; init; }

    /// <summary>Null where no showtime is known.</summary>
    public string? ShowtimeId { get; init; }

    /// <summary>On the cinema's wall, with its offset.</summary>
    public DateTimeOffset? StartsAt { get; init; }
    public string? FilmId { get; init; }
    public string? FilmTitle { get; init; }

    /// <summary>The seat's name: <c>F7</c>.</summary>
    public string? Seat { get; init; }

    /// <summary>As people say it: <c>F排7座</c>.</summary>
    public string? SeatSpoken { get; init; }
    public string? GuestId { get; init; }
    public string? OrderId { get; init; }

    /// <summary>1 to 5.</summary>
    public required int Stars { get; init; }

    /// <summary>0 to 10.</summary>
    public int? Nps { get; init; }

    /// <summary>Stage code (<see cref="Survey.Stages"/>) to stars.</summary>
    public required IReadOnlyDictionary<string, int> Stages { get; init; }

    /// <summary>Codes, of the house's chips or of one's own; see <see cref="Tapped"/>.</summary>
    public required IReadOnlyList<string> Chips { get; init; }

    /// <summary>The chips with the words she read.</summary>
    public IReadOnlyList<SurveyChip> Tapped { get; init; } = [];

    /// <summary>What a cinema's own questions asked, and what she said.</summary>
    public IReadOnlyList<OwnAnswer> Own { get; init; } = [];

    /// <summary>Case categories of what she tapped as bad, in her order; none when she tapped nothing.</summary>
    public IReadOnlyList<string> Categories => Survey.CategoriesOf(Chips);
    public string? Comment { get; init; }
    public required TextState TextState { get; init; }
    public string? PhoneMask { get; init; }
    public required bool HasPhone { get; init; }
    public string? PhotoName { get; init; }

    /// <summary>The edition of the survey it was given to; null: the questions the house comes with.</summary>
    public string? EditionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

public sealed class FeedbackQueries(Database database, Touchpoints touchpoints, ShowtimeCatalog showtimes, PersonalData personalData, SurveyEditions editions)
{
    /// <returns>Null when there is no such answer.</returns>
    public async Task<AnswerView?> FindAsync(string answerId, CancellationToken cancellation)
    {
        var row = await FindRowAsync(answerId, cancellation);
        return row is null ? null : await ViewAsync(row, cancellation);
    }

    /// <summary>The number she left, in E.164 form; who may see it is for the caller to decide and to record.</summary>
    /// <returns>Null when she left none.</returns>
    public string? RevealPhone(AnswerRow row) => row.PhoneBox is null ? null : personalData.Decrypt(row.PhoneBox);

    /// <inheritdoc cref="RevealPhone"/>
    public async Task<string?> RevealPhoneAsync(string answerId, CancellationToken cancellation) =>
        await FindRowAsync(answerId, cancellation) is { } row ? RevealPhone(row) : null;

    /// <summary>The answer this ticket or phone gave here before, if any.</summary>
    public async Task<AnswerRow?> FindAtAsync(AnswerPlace place, CancellationToken cancellation)
    {
        if (place.Source == AnswerSource.Touchpoint && place.Device is null) return null;
        var touchpointId = place.Touchpoint?.Row.Id;
        await using var db = database.Read();
        return await db.GetTable<AnswerRow>().FirstOrDefaultAsync(
            place.Source == AnswerSource.Ticket
                ? a => a.TicketId == place.TicketId
                : a => a.TouchpointId == touchpointId && a.Device == place.Device && a.Occasion == place.Occasion,
            cancellation);
    }

    public async Task<AnswerRow?> FindRowAsync(string answerId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.FindAsync<AnswerRow>($"SELECT * FROM answers WHERE id = {answerId}", cancellation);
    }

    /// <returns>Those of them that there are, in no order.</returns>
    public async Task<IReadOnlyList<AnswerRow>> RowsAsync(IReadOnlyList<string> answerIds, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.ListAsync<AnswerRow>($"SELECT * FROM answers WHERE id IN ({SqlList.Of(answerIds)})", cancellation);
    }

    /// <summary>What a guest said, newest first.</summary>
    /// <param name="cinemaId">Only of this cinema; null: of all.</param>
    public async Task<IReadOnlyList<AnswerView>> OfGuestAsync(string guestId, string? cinemaId, int most, CancellationToken cancellation)
    {
        List<AnswerRow> rows;
        await using (var db = database.Read())
        {
            rows = await db.GetTable<AnswerRow>().Where(a => a.GuestId == guestId && (cinemaId == null || a.CinemaId == cinemaId))
                .OrderByDescending(a => a.CreatedAt).Take(most).ToListAsync(cancellation);
        }

        var views = new List<AnswerView>(rows.Count);
        foreach (var row in rows) views.Add(await ViewAsync(row, cancellation));
        return views;
    }

    /// <summary>An answer read already, with what is known of its place and showtime.</summary>
    public async Task<AnswerView> ViewAsync(AnswerRow row, CancellationToken cancellation)
    {
        var touchpoint = row.TouchpointId is null ? null : await touchpoints.OneAsync(row.TouchpointId, cancellation);
        var showing = row.ShowtimeId is null ? null : await showtimes.OneAsync(row.ShowtimeId, cancellation);
        // Every answer has a ticket, which has a showtime, or a touchpoint.
        var cinema = showing?.Cinema ?? touchpoint!.Cinema;
        var form = await editions.FormOfAsync(row, place: null, cancellation);
        var own = row.OwnSaid;
        return new AnswerView
        {
            Id = row.Id,
            Version = row.Version,
            Source = row.Source,
            TicketId = row.TicketId,
            TouchpointId = row.TouchpointId,
            TouchpointKind = touchpoint?.Row.Kind,
            TouchpointName = touchpoint?.Row.Name,
            CinemaId = cinema.Id,
            CinemaName = cinema.Name,
            TimeZone = cinema.TimeZone,
            HallId = row.HallId,
            HallName = showing?.Hall.Name ?? touchpoint?.Hall?.Name,
            ShowtimeId = row.ShowtimeId,
            StartsAt = showing?.LocalStart,
            FilmId = row.FilmId,
            FilmTitle = showing?.Film.Title,
            Seat = row.Seat,
            SeatSpoken = row.Seat is null ? null : showing?.Plan.Find(row.Seat)?.Spoken ?? row.Seat,
            GuestId = row.GuestId,
            OrderId = row.OrderId,
            Stars = (int)row.Stars,
            Nps = (int?)row.Nps,
            Stages = row.StageStars,
            Chips = row.ChipCodes,
            Tapped = [.. row.ChipCodes.Select(form.Chip).OfType<SurveyChip>()],
            Own = [.. form.Questions.Where(q => own.ContainsKey(q.Code)).Select(q => new OwnAnswer(q.Title, q.Kind == "score" ? own[q.Code] + " / 5" : own[q.Code]))],
            Comment = row.Comment,
            TextState = row.TextState,
            PhoneMask = row.PhoneMask,
            HasPhone = row.PhoneBox is not null,
            PhotoName = row.PhotoName,
            EditionId = row.EditionId,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }
}
