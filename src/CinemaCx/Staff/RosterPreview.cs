using System.Globalization;

namespace CinemaCx.Staff;

/// <summary>Pure: what a roster comes to, and what somebody should look at before it is saved.</summary>
internal sealed class RosterPreview(IReadOnlyList<ShiftEntry> entries, TimeZoneInfo zone, Func<string, string> nameOf)
{
    private const int MostWarnings = 200;

    private readonly List<PlannedStretch> _result = [];

    public IReadOnlyList<PlannedStretch> Result => _result;

    public void Add(string post, DutyTimes times, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> days) => _result.AddRange(
        days.SelectMany(day => DutyPlan.Between(times, day.From, day.To)).Select(s => new PlannedStretch(post, s.From, s.To, [.. s.EmployeeIds.Select(nameOf)])));

    public IReadOnlyList<string> Warnings()
    {
        var holes = _result.Where(s => s.People.Count == 0).Select(s => $"{DutyPost.NameOf(s.Post)}：{Span(s.From, s.To)} 没有人值班");
        var crowds = _result.Where(s => s.People.Count > 1).Select(s => $"{DutyPost.NameOf(s.Post)}：{Span(s.From, s.To)} 同时有 {string.Join('、', s.People)}");
        var all = holes.Concat(Twice()).Concat(crowds).ToList();
        return all.Count <= MostWarnings
            ? all
            : [.. all.Take(MostWarnings), string.Create(CultureInfo.InvariantCulture, $"另有 {all.Count - MostWarnings} 条提醒没有列出")];
    }

    // One person at two posts, or twice at one: somebody mistyped a time or a name.
    private IEnumerable<string> Twice()
    {
        foreach (var ofPerson in entries.GroupBy(e => e.Name, StringComparer.Ordinal))
        {
            var shifts = ofPerson.Select(e => (Entry: e, Time: e.TimeOf("", zone))).OrderBy(s => s.Time.From).ToList();
            for (var i = 0; i < shifts.Count; i++)
            {
                for (var j = i + 1; j < shifts.Count && shifts[j].Time.From < shifts[i].Time.To; j++)
                {
                    var (one, other) = (shifts[i], shifts[j]);
                    var to = one.Time.To < other.Time.To ? one.Time.To : other.Time.To;
                    yield return $"{one.Entry.Where}与{other.Entry.Where}：{ofPerson.Key}的班次重叠，{Span(other.Time.From, to)}";
                }
            }
        }
    }

    private string Span(DateTimeOffset from, DateTimeOffset to) => $"{Wall(from)} 至 {Wall(to)}";

    private string Wall(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
