using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>
/// The cells of one row by column. What cannot be read is refused with its place and gives a harmless value, so that one pass finds every fault;
/// <see cref="Sound"/> says whether the row may be used.
/// </summary>
internal sealed class ProgrammeCells(ProgrammeHeader header, Place at, ProgrammeLine line, List<RefusedRow> refused)
{
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];

    public bool Sound { get; private set; } = true;

    public Place At => at;

    public string Required(ProgrammeColumn column, int longest)
    {
        var text = Text(column);
        if (text.Length == 0) Refuse(column, "cell-empty", $"“{column.Chinese}”不能为空。");
        return Short(column, text, longest);
    }

    public Given<string> Optional(ProgrammeColumn column, int longest)
    {
        var text = Short(column, Text(column), longest);
        return new Given<string>(Has(column), text.Length == 0 ? null : text);
    }

    public int Whole(ProgrammeColumn column, int least, int most)
    {
        if (int.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Refuse(column, "number-invalid", $"“{column.Chinese}”须为 {least} 到 {most} 的整数。");
        return least;
    }

    public Given<long?> OptionalWhole(ProgrammeColumn column, int most) =>
        new(Has(column), Text(column).Length == 0 ? null : Whole(column, 0, most));

    public Given<decimal?> OptionalDegrees(ProgrammeColumn column, int most)
    {
        var text = Text(column);
        if (text.Length == 0) return new Given<decimal?>(Has(column), null);
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most)
            return new Given<decimal?>(Present: true, value);
        Refuse(column, "number-invalid", $"“{column.Chinese}”须为 -{most} 到 {most} 的小数。");
        return default;
    }

    public Fen Money(ProgrammeColumn column) => Money(column.Chinese, Text(column));

    /// <summary>Yuan with at most two decimals: <c>45</c>, <c>39.9</c>, <c>¥39.90</c>.</summary>
    public Fen Money(string columnName, string text)
    {
        var plain = text.TrimStart('¥', '￥').TrimEnd('元').Trim();
        if (decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            && yuan <= 100_000 && decimal.Truncate(yuan * 100) == yuan * 100) return new Fen((long)(yuan * 100));
        Refuse(columnName, text, "price-invalid", $"“{columnName}”须为元，最多两位小数。");
        return Fen.Zero;
    }

    public DateOnly Date(ProgrammeColumn column)
    {
        if (DateOnly.TryParseExact(Text(column), Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && IsPlausible(date.Year)) return date;
        Refuse(column, "date-invalid", $"“{column.Chinese}”须为日期，例如 2026-11-22。");
        return DateOnly.MinValue;
    }

    public Given<DateOnly?> OptionalDate(ProgrammeColumn column) => new(Has(column), Text(column).Length == 0 ? null : Date(column));

    private static bool IsPlausible(int year) => year is >= 1900 and <= 2100;

    /// <summary>A wall-clock time on the day given, 00:00 to 29:59.</summary>
    public WallTime Clock(ProgrammeColumn column, DateOnly day)
    {
        var parts = Text(column).Split([':', '：']);
        if (parts.Length is 2 or 3 && day != DateOnly.MinValue
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 30
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60
            && (parts.Length == 2 || parts[2].All(c => c == '0'))) return WallTime.Of(day, hours * 60 + minutes);
        // A day that could not be read is refused already, once.
        if (day == DateOnly.MinValue) Sound = false;
        else Refuse(column, "time-invalid", $"“{column.Chinese}”须为 00:00 到 29:59 的时间，24:40 表示次日 00:40。");
        return new WallTime(day, TimeOnly.MinValue);
    }

    /// <summary>A time on the day given, or with a date of its own: <c>2026-11-20 10:00</c>.</summary>
    public WallTime? OptionalMoment(ProgrammeColumn column, DateOnly day)
    {
        var text = Text(column);
        if (text.Length == 0) return null;
        if (!text.Contains(' ', StringComparison.Ordinal)) return Clock(column, day);
        var formats = Dates.SelectMany(d => new[] { d + " H:m", d + " H:m:s" }).ToArray();
        if (DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && IsPlausible(moment.Year))
            return new WallTime(DateOnly.FromDateTime(moment), new TimeOnly(moment.Hour, moment.Minute));
        Refuse(column, "time-invalid", $"“{column.Chinese}”须为时间，例如 10:00 或 2026-11-22 10:00。");
        return null;
    }

    /// <summary>One of a few words; an empty cell is the first of them.</summary>
    public T Word<T>(ProgrammeColumn column, params ReadOnlySpan<(string Chinese, string English, T Meaning)> words)
    {
        var text = Text(column);
        if (text.Length == 0) return words[0].Meaning;
        foreach (var (chinese, english, meaning) in words)
            if (text == chinese || text.Equals(english, StringComparison.OrdinalIgnoreCase)) return meaning;
        var known = new List<string>();
        foreach (var word in words) known.Add(word.Chinese);
        Refuse(column, "word-unknown", $"“{column.Chinese}”只能是：{string.Join('、', known)}。");
        return words[0].Meaning;
    }

    /// <summary>The filled price cells of the row, in the order of the columns.</summary>
    public List<PriceEntry> Prices() => header.Prices
        .Where(price => line.Cell(price.Index).Length > 0)
        .Select(price => new PriceEntry(price.Name, price.Zone, price.Member, Money(price.Name, line.Cell(price.Index))))
        .ToList();

    public bool Has(ProgrammeColumn column) => header.Index.ContainsKey(column);

    public string Text(ProgrammeColumn column) => header.Index.TryGetValue(column, out var index) ? line.Cell(index) : "";

    public void Refuse(ProgrammeColumn column, string code, string reason) => Refuse(column.Chinese, Text(column), code, reason);

    private void Refuse(string column, string value, string code, string reason)
    {
        Sound = false;
        refused.Add(at.Refuse(column, value, code, reason));
    }

    private string Short(ProgrammeColumn column, string text, int longest)
    {
        if (text.Length <= longest) return text;
        Refuse(column, "text-too-long", $"“{column.Chinese}”最多 {longest} 个字。");
        return text[..longest];
    }
}
