using System.Globalization;
using CinemaCx.Console.Parts;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Console.Pages.Coupons;

/// <summary>Money and moments as people type them.</summary>
internal static class FormValues
{
    private const string Wall = "yyyy-MM-dd'T'HH:mm";

    /// <summary><c>20</c>, <c>19.90</c>.</summary>
    /// <exception cref="Refusal">400 <c>malformed-request</c>.</exception>
    public static Fen? Yuan(this FormPost form, string name) => form.Optional(name) is { } text ? YuanOf(text) ?? throw new Refusal(400, "malformed-request", "金额有误，最多两位小数") : null;

    public static Fen? YuanOf(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && yuan < 100_000_000 && decimal.Round(yuan, 2) == yuan ? new Fen((long)(yuan * 100)) : null;

    /// <summary>By the wall clock of what the visitor looks at.</summary>
    /// <exception cref="Refusal">400 <c>malformed-request</c>.</exception>
    public static DateTimeOffset? Instant(this FormPost form, string name)
    {
        if (form.Optional(name) is not { } text) return null;
        return DateTime.TryParseExact(text, [Wall, Wall + ":ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            ? BusinessDay.At(DateOnly.FromDateTime(wall), TimeOnly.FromDateTime(wall), form.Visit.Zone)
            : throw new Refusal(400, "malformed-request", "时间格式应为 2026-11-22 18:00");
    }

    /// <exception cref="Refusal">400 <c>malformed-request</c>.</exception>
    public static TimeOnly? Clock(this FormPost form, string name) => form.Optional(name) switch
    {
        null => null,
        { } text when TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) => clock,
        _ => throw new Refusal(400, "malformed-request", "时间格式应为 18:00"),
    };

    /// <summary>As an input of type datetime-local wants it.</summary>
    public static string? WallOf(DateTimeOffset? local) => local?.ToString(Wall, CultureInfo.InvariantCulture);
}
