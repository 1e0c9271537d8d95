using CinemaCx.Console.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using System.Globalization;

namespace CinemaCx.Console.Parts;

/// <summary>A column of a list: on the page, as a line of a card on the phone, and in the exported file.</summary>
/// <param name="Key">In the address, for sorting.</param>
/// <param name="Value">Text, a number, <see cref="DateTimeOffset"/> (shown by the visitor's clock), <see cref="DateOnly"/>, <c>Fen</c> or null.</param>
public sealed record Column<TRow>(string Key, string Title, Func<TRow, object?> Value)
{
    /// <summary>Whether <see cref="Listing{TRow}.ReadAsync"/> can sort by it.</summary>
    public bool CanSort { get; init; }

    /// <summary>Right-aligned.</summary>
    public bool IsNumber { get; init; }

    /// <summary>How it looks on the page; null: as its value.</summary>
    public Func<TRow, RenderFragment>? Cell { get; init; }

    /// <summary>On the phone it has a line to itself, however short the word is: a hall above its cinema.</summary>
    public bool IsLong { get; init; }

    /// <summary>Only in the file.</summary>
    public bool OnlyInFile { get; init; }

    /// <summary>Not in the file: buttons and the like.</summary>
    public bool OnlyOnPage { get; init; }
}

/// <summary>Something a list is narrowed by.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Choices">Null: a text is typed.</param>
public sealed record Filter(string Key, string Label, IReadOnlyList<Choice>? Choices = null)
{
    /// <summary>Words of not narrowing.</summary>
    public string All { get; init; } = "全部";

    /// <summary>Of the input where there are no choices: search, date, number, tel.</summary>
    public string Type { get; init; } = "search";
    public string? Hint { get; init; }
}

/// <summary>Which part of a list is wanted; made from the address, so that every view can be sent to a colleague.</summary>
/// <param name="Sort">A column's key.</param>
/// <param name="Page">From 1.</param>
public sealed record ListAsk(IReadOnlyDictionary<string, string> Narrowed, string Sort, bool IsDescending, int Page, int PageSize)
{
    /// <summary>The value of a filter; null when the list is not narrowed by it.</summary>
    public string? this[string filter] => Narrowed.GetValueOrDefault(filter);

    public DateOnly? Date(string filter) => DateOnly.TryParseExact(this[filter], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    public int Skip => (Page - 1) * PageSize;
}

/// <param name="Total">Of all pages.</param>
public sealed record ListPage<TRow>(IReadOnlyList<TRow> Rows, long Total);

/// <summary>
/// A list: drawn by <see cref="DataTable{TRow}"/>, exported by <c>MapExport</c>, both from the same <see cref="ReadAsync"/>, so that the file holds what the
/// page shows. Registered with <c>AddListing</c>; one per request.
/// </summary>
public abstract class Listing<TRow>
{
    public const int PageSize = 30;

    /// <summary>Of the page that shows it; the file is at <c>/export</c> below.</summary>
    public abstract string Path { get; }

    /// <summary>Chinese; names the file and the table.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<Column<TRow>> Columns { get; }

    /// <summary>A column's key, with a minus for the largest or newest first.</summary>
    public abstract string DefaultSort { get; }

    public virtual string EmptyTitle => "没有符合条件的记录";

    public virtual string? EmptyText => null;

    /// <summary>How far its rows are counted: a total above it says only that there are more. Null: all of them.</summary>
    public virtual long? CountsTo => null;

    /// <summary>Too many rows for somebody to wait for the file.</summary>
    public bool IsLong(long total) => total > Math.Min(Exports.MostAtOnce, CountsTo ?? long.MaxValue);

    /// <summary>Where a row leads; null: nowhere.</summary>
    public virtual string? Href(TRow row) => null;

    public virtual Task<IReadOnlyList<Filter>> FiltersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Filter>>([]);

    public abstract Task<ListPage<TRow>> ReadAsync(ListAsk ask, CancellationToken cancellation);

    /// <param name="address">What stands behind the question mark; what makes no sense in it is passed over.</param>
    public ListAsk Ask(IQueryCollection address, IReadOnlyList<Filter> filters, int pageSize = PageSize)
    {
        var sort = address["sort"].ToString();
        if (!Columns.Any(c => c.CanSort && c.Key == sort.TrimStart('-'))) sort = DefaultSort;
        var narrowed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var filter in filters)
        {
            var value = address[filter.Key].ToString().Trim();
            if (value.Length is 0 or > 100 || value.Contains('\0') || filter.Choices?.Any(c => c.Value == value) == false) continue;
            narrowed[filter.Key] = value;
        }

        var page = int.TryParse(address["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 10_000) : 1;
        return new ListAsk(narrowed, sort.TrimStart('-'), sort.StartsWith('-'), page, pageSize);
    }
}

/// <summary>Values of cells as text, for the page and for CSV.</summary>
internal static class CellText
{
    public static string Of(object? value, Visit visit) => value switch
    {
        null => "",
        string text => text,
        DateTimeOffset instant => Words.FullTime(visit.Local(instant)),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Platform.Primitives.Fen amount => (amount.Value / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
