namespace CinemaCx.Showtimes;

/// <summary>What an import did, or would do, or why it did nothing.</summary>
/// <param name="Applied">True when everything was written. False after a dry run, and whenever a single row was refused.</param>
public sealed record ProgrammeReport(bool Applied, IReadOnlyList<ProgrammeCount> Counts, IReadOnlyList<RefusedRow> Refused);

public sealed record ProgrammeCount(ProgrammeKind Kind, int Added, int Changed, int Unchanged);

/// <summary>A row that keeps the files out, and why.</summary>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Column">The column as the file names it; empty when the whole row is meant.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Reason">One Chinese sentence for the person who made the file.</param>
public sealed record RefusedRow(string File, int Line, string Column, string Value, string Code, string Reason);
