using System.Globalization;
using System.Text.Json;

namespace CinemaCx.Campaigns;

/// <summary>Reads one condition of an audience strictly: what is missing, out of range or unknown is refused with its path.</summary>
public sealed class ConditionReader
{
    private const int MostInAList = 100;
    private const int LongestText = 64;

    private readonly JsonElement _condition;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal) { "is" };

    internal ConditionReader(JsonElement condition, string path) => (_condition, Path) = (condition, path);

    /// <summary>Where the condition stands: <c>$.all[1]</c>.</summary>
    public string Path { get; }

    /// <returns>Null when it is not there.</returns>
    public long? Number(string name, long least, long most)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"应为 {least} 到 {most} 的整数");
    }

    public string? Text(string name) => Find(name) is { } value ? TextOf(value, name) : null;

    public string RequiredText(string name) => Text(name) ?? throw Wrong(name, "不能为空");

    /// <summary>1 to 100 different texts.</summary>
    public IReadOnlyList<string>? Texts(string name) => Each(name, (value, at) => TextOf(value, at));

    /// <summary>1 to 100 different numbers.</summary>
    public IReadOnlyList<long>? Numbers(string name, long least, long most) => Each(name, (value, at) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(at, $"应为 {least} 到 {most} 的整数"));

    /// <summary><c>2026-11-22</c></summary>
    public DateOnly? Day(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(name, "日期应为 2026-11-22 这样的格式");
    }

    /// <summary>1 to 100 stretches of the day: <c>{"from":"18:00","to":"22:00"}</c>; one that ends before it begins goes over midnight.</summary>
    /// <returns>Minutes after midnight.</returns>
    public IReadOnlyList<(long From, long To)>? DayParts(string name) => Each(name, (value, at) =>
    {
        if (value.ValueKind != JsonValueKind.Object) throw Wrong(at, "应写明 from 和 to");
        foreach (var member in value.EnumerateObject())
            if (member.Name is not ("from" or "to")) throw Wrong($"{at}.{member.Name}", "没有这一项");
        var (from, to) = (Minute(value, at, "from"), Minute(value, at, "to"));
        return from == to ? throw Wrong(at, "起止时间不能相同") : (from, to);
    });

    /// <summary>Everything that is there was asked for.</summary>
    internal void Finish()
    {
        foreach (var member in _condition.EnumerateObject())
            if (!_read.Contains(member.Name)) throw Wrong(member.Name, "没有这一项");
    }

    /// <summary>To be thrown: this member cannot be so.</summary>
    public Platform.Primitives.Refusal Wrong(string name, string why) => CampaignRefusals.ConditionInvalid($"{Path}.{name}", why);

    private long Minute(JsonElement part, string at, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && TimeOnly.TryParseExact(value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.Hour * 60 + time.Minute
            : throw Wrong($"{at}.{name}", "时间应为 18:00 这样的格式");

    private List<T>? Each<T>(string name, Func<JsonElement, string, T> read)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostInAList) throw Wrong(name, $"应为 1 到 {MostInAList} 项的列表");
        return [.. value.EnumerateArray().Select((item, i) => read(item, $"{name}[{i.ToString(CultureInfo.InvariantCulture)}]")).Distinct()];
    }

    private string TextOf(JsonElement value, string at)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
        if (text.Length is 0 or > LongestText || text.Contains('\0')) throw Wrong(at, $"应为 1 到 {LongestText} 个字");
        return text;
    }

    private JsonElement? Find(string name)
    {
        _read.Add(name);
        return _condition.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
