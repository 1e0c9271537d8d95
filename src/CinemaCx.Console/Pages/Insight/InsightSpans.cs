using System.Globalization;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>The stretch a page of figures shows, from its address; links carry it on.</summary>
public sealed class InsightSpans(InsightScopes scopes, Visit visit)
{
    public static readonly IReadOnlyList<(int Days, string Name)> Usual = [(7, "7 天"), (28, "28 天"), (90, "90 天"), (365, "一年")];

    /// <param name="from"><c>yyyy-MM-dd</c>; whatever is no date counts as none.</param>
    /// <exception cref="Platform.Primitives.Refusal">422 <c>span-invalid</c>.</exception>
    public Task<InsightScope> OfAsync(string? from, string? to, CancellationToken cancellation) => scopes.OfAsync(visit.Sees, null, Day(from), Day(to), cancellation);

    public static string Of(InsightScope scope) => string.Create(CultureInfo.InvariantCulture, $"from={scope.From:yyyy-MM-dd}&to={scope.To:yyyy-MM-dd}");

    /// <param name="more">Filters besides the stretch; those without a value are left out.</param>
    public static string Href(string path, InsightScope scope, params ReadOnlySpan<(string Key, string? Value)> more)
    {
        var address = $"{path}?{Of(scope)}";
        foreach (var (key, value) in more)
            if (!string.IsNullOrEmpty(value)) address += $"&{key}={Uri.EscapeDataString(value)}";
        return address;
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
