namespace CinemaCx.Alerts;

public enum CardTone
{
    /// <summary>Somebody must act.</summary>
    Alarm,

    /// <summary>Somebody is at it.</summary>
    Working,

    /// <summary>Done.</summary>
    Quiet,
}

/// <summary>One line of facts on a card.</summary>
/// <param name="Label">At most 5 characters.</param>
/// <param name="Value">At most 30 characters; longer ones are cut by who draws it.</param>
/// <param name="Link">Makes the value something to tap: <c>tel:…</c> or <c>https://…</c>.</param>
public sealed record CardLine(string Label, string Value, string? Link = null);

/// <param name="Key">What comes back when it is pressed; at most 1,024 bytes, unique on the card.</param>
/// <param name="Text">At most 10 characters.</param>
/// <param name="Main">One of the at most two that stand out; the others are folded away where the platform can.</param>
public sealed record CardButton(string Key, string Text, bool Main = false);

/// <summary>A choice on a card, sent along with whichever button is pressed.</summary>
/// <param name="Options">At most 10; text at most 16 characters.</param>
public sealed record CardChoice(string Key, string Title, IReadOnlyList<CardOption> Options);

public sealed record CardOption(string Id, string Text);

/// <summary>
/// What a member of staff sees of a case, independent of the platform that draws it. A card without buttons is finished: what was pressed shows as
/// <see cref="Done"/>.
/// </summary>
public sealed record StaffCard
{
    /// <summary>WeCom <c>task_id</c>, DingTalk <c>outTrackId</c>: at most 64 of <c>A–Z a–z 0–9 _ - @</c>, never used for another message.</summary>
    public required string Id { get; init; }

    /// <summary>The line above the title: which cinema, which case.</summary>
    public required string Source { get; init; }
    public required CardTone Tone { get; init; }

    /// <summary>At most 36 characters.</summary>
    public required string Title { get; init; }

    /// <summary>At most 44 characters.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The guest's own words.</summary>
    public string? Quote { get; init; }

    /// <summary>What happened last, and who did it.</summary>
    public string? Status { get; init; }

    /// <summary>At most 6.</summary>
    public IReadOnlyList<CardLine> Lines { get; init; } = [];

    /// <summary>At most 2 main and 3 others.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];
    public CardChoice? Choice { get; init; }

    /// <summary>What stands where the buttons were, at most 10 characters; null while there are buttons.</summary>
    public string? Done { get; init; }

    /// <summary>A picture on the card, as the platform named it; shown where the platform's form is <see cref="PictureForm.OnCard"/>.</summary>
    public string? Picture { get; init; }

    /// <summary>Where a tap on the card leads, if anywhere.</summary>
    public string? Link { get; init; }
}
