namespace CinemaCx.Console.Parts;

/// <summary>One of the things a select or a filter offers.</summary>
public sealed record Choice(string Value, string Text);
