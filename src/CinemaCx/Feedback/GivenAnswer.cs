namespace CinemaCx.Feedback;

/// <summary>
/// What a guest sent. Only id and stars are always there: the first tap sends nothing else. What is null was not asked and leaves what she said before;
/// what is empty takes it back.
/// </summary>
public sealed record GivenAnswer
{
    /// <summary>Made on the phone and the same on every retry: 16 to 64 of <c>A–Z a–z 0–9 _ -</c>.</summary>
    public required string Id { get; init; }

    /// <summary>1 to 5.</summary>
    public required int Stars { get; init; }

    /// <summary>0 to 10.</summary>
    public int? Nps { get; init; }

    /// <summary>Stage code to 1 to 5 stars.</summary>
    public IReadOnlyDictionary<string, int>? Stages { get; init; }

    /// <summary>Codes of <see cref="Survey.Chips"/>, or of chips of the edition she was shown.</summary>
    public IReadOnlyList<string>? Chips { get; init; }

    /// <summary>Code of a cinema's own question to what she said: a number of 1 to 5, or at most <see cref="OwnWords.LongestLine"/> characters.</summary>
    public IReadOnlyDictionary<string, string>? Own { get; init; }

    /// <summary>At most <see cref="Survey.LongestComment"/> characters.</summary>
    public string? Comment { get; init; }

    /// <summary>As she typed it.</summary>
    public string? Phone { get; init; }

    /// <summary>She agreed to be called about this answer; without it no number is kept.</summary>
    public bool ContactConsent { get; init; }

    /// <summary><see cref="SurveyEdition.Name"/> of the questions she was shown; null: the present ones. A change leaves the answer with those it was given to.</summary>
    public string? Edition { get; init; }

    /// <summary>Name under which the photo was stored.</summary>
    public string? PhotoName { get; init; }
}

/// <summary>What an answer said at one of its versions.</summary>
public sealed record AnswerWords(int Stars, int? Nps, IReadOnlyDictionary<string, int> Stages, IReadOnlyList<string> Chips, string? Comment)
{
    /// <summary>Of a cinema's own questions; null in what was kept before there were any.</summary>
    public IReadOnlyDictionary<string, string>? Own { get; init; }
}

public enum AnswerOutcome
{
    New,
    Changed,

    /// <summary>It was there already, word for word.</summary>
    Unchanged,

    /// <summary>She answered this before under another id: nothing was changed, and she may change that one.</summary>
    AnsweredBefore,
}

/// <param name="Answer">As it stands now.</param>
public sealed record AnswerTaken(AnswerRow Answer, AnswerOutcome Outcome);
