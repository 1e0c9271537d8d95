using System.Globalization;
using System.Text;

namespace CinemaCx.Staff;

/// <summary>One property of a calendar: <c>DTSTART;TZID=Asia/Shanghai:20261122T170000</c>.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
internal sealed record CalendarProperty(int Line, string Name, IReadOnlyDictionary<string, string> Parameters, string Value)
{
    /// <summary>The value as text (RFC 5545, 3.3.11).</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder(Value.Length);
            for (var i = 0; i < Value.Length; i++)
            {
                if (Value[i] != '\\' || i + 1 == Value.Length) text.Append(Value[i]);
                else text.Append(Value[++i] is 'n' or 'N' ? ' ' : Value[i]);
            }

            return text.ToString();
        }
    }
}

/// <param name="Line">Where BEGIN:VEVENT stands.</param>
internal sealed record CalendarEvent(int Line, IReadOnlyList<CalendarProperty> Properties)
{
    public CalendarProperty? Find(string name) => Properties.FirstOrDefault(p => p.Name == name);

    public IEnumerable<CalendarProperty> All(string name) => Properties.Where(p => p.Name == name);
}

/// <summary>The events of an iCalendar file (RFC 5545): lines unfolded, properties taken apart; what lies inside an event (alarms) is left out.</summary>
internal static class CalendarText
{
    /// <exception cref="FormatException">No calendar; the message is for the author of the file.</exception>
    public static IReadOnlyList<CalendarEvent> Parse(string text)
    {
        var events = new List<CalendarEvent>();
        var open = new Stack<string>();
        List<CalendarProperty>? within = null;
        var (began, seen) = (0, false);
        foreach (var (number, line) in Unfold(text))
        {
            var property = Property(number, line);
            switch (property.Name)
            {
                case "BEGIN":
                    open.Push(property.Value.Trim().ToUpperInvariant());
                    seen |= open.Peek() == "VCALENDAR";
                    if (open.Peek() == "VEVENT") (within, began) = ([], number);
                    break;
                case "END":
                    if (open.Count == 0 || !open.Pop().Equals(property.Value.Trim(), StringComparison.OrdinalIgnoreCase)) throw new FormatException($"第 {number} 行：BEGIN 与 END 不成对");
                    if (within is not null && property.Value.Trim().Equals("VEVENT", StringComparison.OrdinalIgnoreCase))
                    {
                        events.Add(new CalendarEvent(began, within));
                        within = null;
                    }

                    break;
                default:
                    if (within is not null && open.Peek() == "VEVENT") within.Add(property);
                    break;
            }
        }

        if (!seen) throw new FormatException("不是日历文件，没有 BEGIN:VCALENDAR");
        return open.Count > 0 ? throw new FormatException("日历文件不完整，最后缺少 END") : events;
    }

    private static IEnumerable<(int Number, string Line)> Unfold(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            var (number, line) = (i + 1, new StringBuilder(lines[i++]));
            while (i < lines.Length && lines[i] is [' ' or '\t', ..]) line.Append(lines[i++].AsSpan(1));
            if (line.Length > 0) yield return (number, line.ToString());
        }
    }

    private static CalendarProperty Property(int number, string line)
    {
        var (parts, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            if (quoted || line[i] is not (';' or ':')) continue;
            parts.Add(line[start..i]);
            start = i + 1;
            if (line[i] == ':') return new CalendarProperty(number, parts[0].Trim().ToUpperInvariant(), Parameters(parts.Skip(1)), line[start..]);
        }

        throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"第 {number} 行：应为“名称:内容”"));
    }

    private static Dictionary<string, string> Parameters(IEnumerable<string> parts)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0) found[part[..sign].Trim()] = part[(sign + 1)..].Trim().Trim('"');
        }

        return found;
    }
}
