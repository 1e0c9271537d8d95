using Microsoft.Extensions.Configuration;

namespace CinemaCx.Reports;

/// <summary>Where the console is reached, for the links of a report: setting <c>Console:PublicUrl</c>, which both doors read.</summary>
/// <param name="Url">Without a path; empty: a report has no links.</param>
public sealed record ConsoleAddress(string Url)
{
    /// <summary>A house in one process knows its own address where nobody set one.</summary>
    public const string OwnAddress = "Standalone:ConsoleUrl";

    public static ConsoleAddress Of(IConfiguration configuration) =>
        new(configuration["Console:PublicUrl"] is { Length: > 0 } set ? set : configuration[OwnAddress] ?? "");
}
