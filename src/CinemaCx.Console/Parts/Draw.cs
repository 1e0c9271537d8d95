using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Parts;

/// <summary>How a state looks.</summary>
public enum Tone
{
    Plain,
    Info,
    Good,
    Warn,
    Bad,
}

/// <summary>Small drawings for the cells of a <see cref="Listing{TRow}"/>.</summary>
public static class Draw
{
    public static RenderFragment Pill(string text, Tone tone = Tone.Plain) => cell =>
    {
        cell.OpenElement(0, "span");
        cell.AddAttribute(1, "class", "pill " + ClassOf(tone));
        cell.AddContent(2, text);
        cell.CloseElement();
    };

    public static RenderFragment Link(string href, string text) => cell =>
    {
        cell.OpenElement(0, "a");
        cell.AddAttribute(1, "href", href);
        cell.AddContent(2, text);
        cell.CloseElement();
    };

    /// <summary>A line and a paler one below it.</summary>
    public static RenderFragment Lines(string first, string? second) => cell =>
    {
        cell.AddContent(0, first);
        if (string.IsNullOrEmpty(second)) return;
        cell.OpenElement(1, "small");
        cell.AddAttribute(2, "class", "under");
        cell.AddContent(3, second);
        cell.CloseElement();
    };

    internal static string ClassOf(Tone tone) => tone switch { Tone.Info => "info", Tone.Good => "ok", Tone.Warn => "warn", Tone.Bad => "bad", _ => "plain" };
}
