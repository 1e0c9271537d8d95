using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CinemaCx.Campaigns;

/// <summary>A piece of SQL with its values. Pieces are put together into one statement; a value stays a value and becomes a parameter, never text.</summary>
public sealed partial class SqlPiece
{
    private readonly string _format;
    private readonly object?[] _values;

    private SqlPiece(string format, object?[] values) => (_format, _values) = (format, values);

    /// <summary>For a script.</summary>
    public FormattableString Statement => FormattableStringFactory.Create(_format, _values);

    /// <summary>What is in the holes is put in as it is where it is a piece itself, and is a value otherwise.</summary>
    public static SqlPiece Of(FormattableString text)
    {
        var values = new List<object?>();
        var holes = text.GetArguments();
        var format = Hole().Replace(text.Format, hole => Place(holes[int.Parse(hole.Groups["at"].ValueSpan, CultureInfo.InvariantCulture)], values));
        return new SqlPiece(format, [.. values]);
    }

    public static SqlPiece Join(string separator, IEnumerable<SqlPiece> pieces)
    {
        var values = new List<object?>();
        var format = string.Join(separator, pieces.Select(piece => Place(piece, values)).ToList());
        return new SqlPiece(format, [.. values]);
    }

    /// <summary>Values separated by commas.</summary>
    public static SqlPiece List<T>(IEnumerable<T> values) => Join(", ", values.Select(value => Of($"{value}")));

    /// <summary>Names of tables and columns, of our own making only.</summary>
    public static SqlPiece Name(string name) => new(name, []);

    /// <summary>With numbered holes where the values go.</summary>
    public override string ToString() => _format;

    private static string Place(object? hole, List<object?> values)
    {
        switch (hole)
        {
            case SqlPiece piece:
                return Shift(piece._format, piece._values, values);
            case FormattableString text:
                return Place(Of(text), values);
            default:
                values.Add(hole);
                return "{" + (values.Count - 1).ToString(CultureInfo.InvariantCulture) + "}";
        }
    }

    private static string Shift(string format, object?[] own, List<object?> values)
    {
        var offset = values.Count;
        values.AddRange(own);
        return offset == 0 ? format : Hole().Replace(format, hole =>
            "{" + (int.Parse(hole.Groups["at"].ValueSpan, CultureInfo.InvariantCulture) + offset).ToString(CultureInfo.InvariantCulture) + "}");
    }

    [GeneratedRegex(@"\{(?<at>\d+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();
}
