using System.Runtime.CompilerServices;
using System.Text;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using MiniExcelLibs;

namespace CinemaCx.Console.Parts;

public enum ExportFormat
{
    Xlsx,
    Csv,
}

/// <summary>Writes a list's rows into a file, page by page: memory holds one page.</summary>
/// <param name="tell">Told after each page how many rows are written.</param>
internal sealed class ExportFile<TRow>(Listing<TRow> listing, ListAsk ask, Visit visit, Func<long, Task>? tell = null)
{
    /// <summary>More rows than a spreadsheet can hold are cut off.</summary>
    private const int MostOfAWorkbook = 1_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    private readonly List<Column<TRow>> _columns = [.. listing.Columns.Where(c => !c.OnlyOnPage)];

    /// <param name="first">The first page, where somebody has read it already.</param>
    public async Task WriteAsync(ExportFormat format, Stream to, ListPage<TRow>? first, CancellationToken cancellation)
    {
        if (format == ExportFormat.Csv)
        {
            await using var file = new StreamWriter(to, Utf8, bufferSize: 16 * 1024, leaveOpen: true);
            await file.WriteAsync(string.Join(',', _columns.Select(c => Quoted(c.Title))) + "\r\n");
            await foreach (var row in RowsAsync(first, long.MaxValue, cancellation))
                await file.WriteAsync(string.Join(',', _columns.Select(c => Quoted(CellOf(c.Value(row)) is string text ? text : CellText.Of(c.Value(row), visit)))) + "\r\n");
            return;
        }

        // The library asks row by row and cannot wait for an answer; it works on a thread of its own.
        await Task.Run(() => to.SaveAs(Lines(RowsAsync(first, MostOfAWorkbook, cancellation)), printHeader: true), cancellation);
    }

    private async IAsyncEnumerable<TRow> RowsAsync(ListPage<TRow>? first, long most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long count = 0;
        for (var number = 1; ; number++)
        {
            var page = number == 1 && first is not null ? first : await listing.ReadAsync(ask with { Page = number }, cancellation);
            foreach (var row in page.Rows)
            {
                if (count++ >= most) yield break;
                yield return row;
            }

            if (tell is not null) await tell(count);
            if (page.Rows.Count < ask.PageSize) yield break;
        }
    }

    private IEnumerable<Dictionary<string, object?>> Lines(IAsyncEnumerable<TRow> rows)
    {
        var any = false;
        foreach (var row in rows.ToBlockingEnumerable())
        {
            any = true;
            yield return _columns.ToDictionary(c => c.Title, c => CellOf(c.Value(row)), StringComparer.Ordinal);
        }

        // A file without rows still says what its columns are.
        if (!any) yield return _columns.ToDictionary(c => c.Title, _ => (object?)null, StringComparer.Ordinal);
    }

    /// <summary>Numbers stay numbers, everything else is a harmless text.</summary>
    private object? CellOf(object? value) => value switch
    {
        null => null,
        long or int or decimal or double => value,
        Fen amount => amount.Value / 100m,
        _ => Exports.Harmless(CellText.Of(value, visit)),
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
