using System.Globalization;
using System.Text;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace CinemaCx.Console.Parts;

/// <summary>Lists as files: XLSX or CSV, the rows the page shows with its filters, all pages of them.</summary>
public static class Exports
{
    /// <summary>More rows than a spreadsheet can hold are cut off.</summary>
    private const int MostRows = 1_000_000;

    private const int RowsAtOnce = 500;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    public static IServiceCollection AddListing<TListing>(this IServiceCollection services)
        where TListing : class => services.AddScoped<TListing>();

    /// <summary>Serves a list's file at <c>PATH/export?format=xlsx|csv</c>.</summary>
    /// <param name="path">The list's <see cref="Listing{TRow}.Path"/>.</param>
    public static void MapExport<TListing, TRow>(this IEndpointRouteBuilder console, string path, params StaffRole[] roles)
        where TListing : Listing<TRow> => console
        .MapGet(path + "/export", (HttpContext context, TListing listing, Visit visit) => WriteAsync(context, listing, visit))
        .For(roles).ExcludeFromDescription();

    /// <summary>
    /// What a spreadsheet would take for a formula is made a text: a guest's comment must not run on the reader's machine
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    public static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;

    private static async Task WriteAsync<TRow>(HttpContext context, Listing<TRow> listing, Visit visit)
    {
        var isCsv = context.Request.Query["format"].ToString() switch
        {
            "csv" => true,
            "xlsx" or "" => false,
            _ => throw new Refusal(400, "malformed-request", "只能导出 XLSX 或 CSV"),
        };
        var cancellation = context.RequestAborted;
        var columns = listing.Columns.Where(c => !c.OnlyOnPage).ToList();
        var ask = listing.Ask(context.Request.Query, await listing.FiltersAsync(cancellation), RowsAtOnce);
        // The first page before the first byte: a refusal is still one.
        var first = await listing.ReadAsync(ask with { Page = 1 }, cancellation);
        var stamp = Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{listing.Name}-{visit.Local(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()):yyyyMMdd-HHmm}"));
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"export.{(isCsv ? "csv" : "xlsx")}\"; filename*=UTF-8''{stamp}.{(isCsv ? "csv" : "xlsx")}";
        var rows = RowsAsync(listing, ask, first, cancellation);
        if (isCsv) await WriteCsvAsync(context, columns, rows, visit);
        else await WriteWorkbookAsync(context, columns, rows, visit);
    }

    private static async IAsyncEnumerable<TRow> RowsAsync<TRow>(
        Listing<TRow> listing, ListAsk ask, ListPage<TRow> first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (page, count) = (first, 0);
        for (var number = 1; ; number++)
        {
            if (number > 1) page = await listing.ReadAsync(ask with { Page = number }, cancellation);
            foreach (var row in page.Rows)
            {
                if (count++ >= MostRows) yield break;
                yield return row;
            }

            if (page.Rows.Count < ask.PageSize) yield break;
        }
    }

    private static async Task WriteCsvAsync<TRow>(HttpContext context, List<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, Visit visit)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        await using var file = new StreamWriter(context.Response.Body, Utf8, bufferSize: 16 * 1024);
        await file.WriteAsync(string.Join(',', columns.Select(c => Quoted(c.Title))) + "\r\n");
        await foreach (var row in rows)
            await file.WriteAsync(string.Join(',', columns.Select(c => Quoted(CellOf(c.Value(row), visit) is string text ? text : CellText.Of(c.Value(row), visit)))) + "\r\n");
    }

    /// <summary>An archive is written back and forth, so it goes to a file first; memory holds a page of rows.</summary>
    private static async Task WriteWorkbookAsync<TRow>(HttpContext context, List<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, Visit visit)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), "cinemacx-" + Guid.NewGuid().ToString("N") + ".xlsx"), options);
        // The library asks row by row and cannot wait for an answer; it works on a thread of its own.
        await Task.Run(() => file.SaveAs(Lines(columns, rows, visit), printHeader: true), context.RequestAborted);
        file.Position = 0;
        context.Response.ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static IEnumerable<Dictionary<string, object?>> Lines<TRow>(List<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, Visit visit)
    {
        var any = false;
        foreach (var row in rows.ToBlockingEnumerable())
        {
            any = true;
            yield return columns.ToDictionary(c => c.Title, c => CellOf(c.Value(row), visit), StringComparer.Ordinal);
        }

        // A file without rows still says what its columns are.
        if (!any) yield return columns.ToDictionary(c => c.Title, _ => (object?)null, StringComparer.Ordinal);
    }

    /// <summary>Numbers stay numbers, everything else is a harmless text.</summary>
    private static object? CellOf(object? value, Visit visit) => value switch
    {
        null => null,
        long or int or decimal or double => value,
        Fen amount => amount.Value / 100m,
        _ => Harmless(CellText.Of(value, visit)),
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
