using LinqToDB.Mapping;

namespace CinemaCx.Feedback;

/// <summary>Where a touchpoint's QR code hangs.</summary>
public enum TouchpointKind
{
    /// <summary>影厅出口: the only one that knows its hall.</summary>
    [MapValue("hall-exit")] HallExit,

    /// <summary>卫生间.</summary>
    [MapValue("washroom")] Washroom,

    /// <summary>取票机.</summary>
    [MapValue("ticket-machine")] TicketMachine,

    /// <summary>卖品部.</summary>
    [MapValue("concession")] Concession,
}

/// <summary>What an answer came from.</summary>
public enum AnswerSource
{
    [MapValue("ticket")] Ticket,
    [MapValue("touchpoint")] Touchpoint,
}

/// <summary>What the platform's content check said of a comment; it decides who may see it, never whether staff are told.</summary>
public enum TextState
{
    [MapValue("unchecked")] Unchecked,
    [MapValue("pass")] Pass,
    [MapValue("risky")] Risky,
}

[Table("touchpoints")]
public sealed record TouchpointRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }

    /// <summary>What the QR code says; nobody can guess another's.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }

    /// <summary>Of a hall exit only.</summary>
    [Column("hall_id")] public string? HallId { get; init; }
    [Column("kind")] public required TouchpointKind Kind { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it hangs no more.</summary>
    [Column("retired_at")] public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>The questions of a place as published once; rows are only ever added.</summary>
[Table("survey_editions")]
public sealed record SurveyEditionRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("place")] public required SurveyPlace Place { get; init; }

    /// <summary>The cinema's id; empty for all of them.</summary>
    [Column("scope")] public required string Scope { get; init; }
    [Column("cinema_id")] public string? CinemaId { get; init; }

    /// <summary>From 1, without holes, for each place and scope.</summary>
    [Column("version")] public required long Version { get; init; }

    /// <summary>JSON of the questions; null: from here on the cinema follows those of all.</summary>
    [Column("body")] public string? Body { get; init; }
    [Column("note")] public string? Note { get; init; }
    [Column("published_by")] public required string PublishedBy { get; init; }
    [Column("published_at")] public required DateTimeOffset PublishedAt { get; init; }
}

[Table("answers")]
public sealed record AnswerRow
{
    /// <summary>Made on the phone, so that a repeated sending is the same answer.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("source")] public required AnswerSource Source { get; init; }

    /// <summary>One answer per ticket.</summary>
    [Column("ticket_id")] public string? TicketId { get; init; }
    [Column("touchpoint_id")] public string? TouchpointId { get; init; }
    [Column("device")] public string? Device { get; init; }

    /// <summary>Showtime id, or business day and part of it; one answer per touchpoint, device and occasion.</summary>
    [Column("occasion")] public required string Occasion { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }
    [Column("hall_id")] public string? HallId { get; init; }
    [Column("showtime_id")] public string? ShowtimeId { get; init; }
    [Column("film_id")] public string? FilmId { get; init; }
    [Column("guest_id")] public string? GuestId { get; init; }
    [Column("order_id")] public string? OrderId { get; init; }
    [Column("seat")] public string? Seat { get; init; }
    [Column("stars")] public required long Stars { get; init; }
    [Column("nps")] public long? Nps { get; init; }

    /// <summary>JSON object: stage code to stars.</summary>
    [Column("stages")] public required string Stages { get; init; }

    /// <summary>JSON array of chip codes.</summary>
    [Column("chips")] public required string Chips { get; init; }

    /// <summary>JSON object: code of a cinema's own question to what was said.</summary>
    [Column("own")] public string Own { get; init; } = "{}";
    [Column("comment")] public string? Comment { get; init; }
    [Column("text_state")] public required TextState TextState { get; init; }

    /// <summary>The phone number, encrypted.</summary>
    [Column("phone_box")] public string? PhoneBox { get; init; }
    [Column("phone_index")] public string? PhoneIndex { get; init; }
    [Column("phone_mask")] public string? PhoneMask { get; init; }
    [Column("consent_contact_at")] public DateTimeOffset? ConsentContactAt { get; init; }
    [Column("photo_name")] public string? PhotoName { get; init; }

    /// <summary>The <see cref="SurveyEditionRow"/> she was asked; null: the questions the house comes with.</summary>
    [Column("edition_id")] public string? EditionId { get; init; }

    /// <summary>1, and one more with each change.</summary>
    [Column("version")] public required long Version { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
    [Column("updated_at")] public required DateTimeOffset UpdatedAt { get; init; }

    [NotColumn] public IReadOnlyDictionary<string, int> StageStars => AnswerRules.ReadStages(Stages);

    [NotColumn] public IReadOnlyDictionary<string, string> OwnSaid => AnswerRules.ReadOwn(Own);

    [NotColumn] public IReadOnlyList<string> ChipCodes => AnswerRules.ReadChips(Chips);
}

/// <summary>What an answer said at each version; rows are only ever added.</summary>
[Table("answer_versions")]
public sealed record AnswerVersionRow
{
    [Column("answer_id"), PrimaryKey(0)] public required string AnswerId { get; init; }
    [Column("version"), PrimaryKey(1)] public required long Version { get; init; }
    [Column("body")] public required string Body { get; init; }
    [Column("at")] public required DateTimeOffset At { get; init; }

    [NotColumn] public AnswerWords Said => AnswerRules.ReadBody(Body);
}
