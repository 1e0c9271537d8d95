using System.Globalization;
using System.Text;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Platform.Data;

/// <summary>A piece of SQL that differs between the databases, put into a statement as it stands. Never made of anything that came from outside.</summary>
public sealed record SqlText(string Text);

/// <summary>
/// Several statements that travel to the database in one round trip. Modules add theirs; the verb sends them and looks at what each returned.
/// Values given in interpolated holes become parameters, never text; a hole may also hold a part of the statement with holes of its own.
/// </summary>
public sealed class Script
{
    private readonly StringBuilder _sql = new(1024);
    private readonly List<(string Name, object? Value)> _parameters = new(32);
    private readonly List<(int? Asked, Action Action)> _afterCommit = [];
    private int _answers;

    internal string Sql => _sql.ToString();

    internal bool IsEmpty => _sql.Length == 0;

    internal IReadOnlyList<(string Name, object? Value)> Parameters => _parameters;

    /// <summary>Done once the transaction this was sent in is durable; never when it is undone.</summary>
    /// <param name="asked">Only when that statement had rows, as <see cref="Ask"/> named it; null: in any case.</param>
    internal void AfterCommit(Action action, int? asked = null) => _afterCommit.Add((asked, action));

    /// <summary>What is to be done after the commit, now that the answers are known.</summary>
    internal IEnumerable<Action> Consequences(IReadOnlyList<IReadOnlyList<string>> answers) =>
        _afterCommit.Where(a => a.Asked is not { } asked || answers[asked].Count > 0).Select(a => a.Action);

    /// <summary>A statement whose rows nobody looks at.</summary>
    public void Do(FormattableString statement)
    {
        Write(statement);
        _sql.Append(";\n");
    }

    /// <summary>A statement that ends in RETURNING, or a SELECT.</summary>
    /// <returns>Where its rows stand in the results.</returns>
    public int Ask(FormattableString statement)
    {
        Do(statement);
        return _answers++;
    }

    /// <summary>A statement with one group of values per item between its two halves, as in INSERT … VALUES (…), (…) ….</summary>
    public int AskForEach<T>(FormattableString head, IEnumerable<T> items, Func<T, FormattableString> group, FormattableString tail)
    {
        WriteForEach(head, items, group, tail);
        return _answers++;
    }

    /// <summary>As <see cref="AskForEach{T}"/>, for a statement whose rows nobody looks at.</summary>
    public void DoForEach<T>(FormattableString head, IEnumerable<T> items, Func<T, FormattableString> group, FormattableString? tail = null) =>
        WriteForEach(head, items, group, tail ?? $"");

    private void WriteForEach<T>(FormattableString head, IEnumerable<T> items, Func<T, FormattableString> group, FormattableString tail)
    {
        Write(head);
        var first = true;
        foreach (var item in items)
        {
            if (!first) _sql.Append(", ");
            first = false;
            Write(group(item));
        }

        Write(tail);
        _sql.Append(";\n");
    }

    private void Write(FormattableString statement) => _sql.Append(TextOf(statement));

    private string TextOf(FormattableString statement)
    {
        if (statement.ArgumentCount == 0)
            return statement.Format.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

        var names = new object[statement.ArgumentCount];
        for (var i = 0; i < names.Length; i++)
        {
            if (statement.GetArgument(i) is SqlText verbatim)
            {
                names[i] = verbatim.Text;
                continue;
            }

            if (statement.GetArgument(i) is FormattableString part)
            {
                names[i] = TextOf(part);
                continue;
            }

            var name = "@p" + _parameters.Count.ToString(CultureInfo.InvariantCulture);
            names[i] = name;
            _parameters.Add((name, Stored(statement.GetArgument(i))));
        }

        return string.Format(CultureInfo.InvariantCulture, statement.Format, names);
    }

    private static object? Stored(object? value) => value switch
    {
        null => null,
        string s => s,
        long n => n,
        int n => (long)n,
        Fen fen => fen.Value,
        DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum member => StoredWord.Of(member),
        _ => throw new ArgumentException($"No stored form for {value.GetType()}", nameof(value)),
    };
}
