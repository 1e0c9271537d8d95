namespace CinemaCx.Showtimes;

/// <summary>A file as it was handed in.</summary>
/// <param name="Name">With its extension: <c>.csv</c>, <c>.txt</c> or <c>.xlsx</c>.</param>
public sealed record ProgrammeFile(string Name, ReadOnlyMemory<byte> Content);

public enum ProgrammeKind
{
    Cinemas,
    Halls,
    Seats,
    Films,
    Showtimes,
}

/// <summary>One table of a file as text: a CSV file is one, a workbook has one per sheet.</summary>
/// <param name="File">What a person looks for to mend it: the file's name, for a sheet <c>file.xlsx#sheet</c>.</param>
internal sealed record ProgrammeTable(string File, ProgrammeLine Header, IReadOnlyList<ProgrammeLine> Lines);

/// <param name="Number">Line in the file or row in the sheet, from 1, where the row begins.</param>
internal sealed record ProgrammeLine(int Number, IReadOnlyList<string> Cells)
{
    public string Cell(int index) => index < Cells.Count ? Cells[index].Trim() : "";

    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>Where in the files something stands.</summary>
internal readonly record struct Place(string File, int Line)
{
    public RefusedRow Refuse(string column, string value, string code, string reason) => new(File, Line, column, value, code, reason);

    public override string ToString() => $"{File} 第 {Line} 行";
}
