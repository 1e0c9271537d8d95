namespace CinemaCx.Console.Pages.Campaigns;

/// <summary>One line of the form in which an audience is written: <c>下单次数 · 至少 · 2 · 90</c>.</summary>
/// <param name="Field">One of <see cref="AudienceFields"/>.</param>
/// <param name="Op">One of <see cref="AudienceFields.Ops"/>.</param>
/// <param name="Value">What the field compares with.</param>
/// <param name="Days">Only what happened within so many days; empty: ever.</param>
public sealed record AudienceRow(string Field, string Op, string Value = "", string Days = "");

/// <summary>An audience that the form can show.</summary>
/// <param name="IsAll">All lines must hold; false: one is enough.</param>
public sealed record AudienceLines(bool IsAll, IReadOnlyList<AudienceRow> Rows);
