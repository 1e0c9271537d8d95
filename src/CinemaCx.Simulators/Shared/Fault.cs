namespace CinemaCx.Simulators.Shared;

/// <summary>A way in which the platform misbehaves on purpose.</summary>
internal sealed record Fault
{
    /// <summary>Start of the path it applies to; <c>*</c> stands for any text, and then the whole path must match.</summary>
    public string Path { get; init; } = "/";

    /// <summary>HTTP method it applies to; null for all.</summary>
    public string? Method { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>WeChat error number of kind <c>errcode</c>.</summary>
    public int Errcode { get; init; } = -1;

    /// <summary>WeChat Pay error code of kind <c>error</c>, such as FREQUENCY_LIMITED.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>HTTP status of kinds <c>http</c> and <c>error</c>; 0 means the usual one, 500.</summary>
    public int Status { get; init; }

    /// <summary>How long <c>silence</c> holds the connection, in real seconds.</summary>
    public double Seconds { get; init; } = 30;

    /// <summary>How long <c>slow</c> waits before it works, in real milliseconds.</summary>
    public int Ms { get; init; } = 1_000;

    /// <summary>How many calls it hits; -1 until removed.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many matching calls pass unharmed before it begins.</summary>
    public int Skip { get; init; }

    /// <summary>Which part of the matching calls it hits, by chance: 0.02 is one in fifty.</summary>
    public double Share { get; init; } = 1;

    public bool Hits(string method, string path)
    {
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase)) return false;
        return Path.Contains('*', StringComparison.Ordinal)
            ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Path, path, ignoreCase: false)
            : path.StartsWith(Path, StringComparison.Ordinal);
    }
}

/// <summary>The words for <see cref="Fault.Kind"/>.</summary>
internal static class FaultKind
{
    public const string Errcode = "errcode";
    public const string Error = "error";
    public const string Http = "http";
    public const string Silence = "silence";
    public const string Slow = "slow";
    public const string Drop = "drop";
    public const string Unsigned = "unsigned";
    public const string BadSignature = "badSignature";
    public const string DoneButSilent = "doneButSilent";

    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Errcode, Error, Http, Silence, Slow, Drop, Unsigned, BadSignature, DoneButSilent };
}
