using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <summary>Who acts on a case, and from where.</summary>
/// <param name="Channel"><c>wecom</c>, <c>dingtalk</c>, <c>api</c>, <c>console</c>, <c>guest</c> or <c>system</c>.</param>
/// <param name="Member">Null when it is not one of the staff.</param>
public sealed record CaseActor(string Channel, StaffMember? Member)
{
    public static readonly CaseActor System = new("system", null);
    public static readonly CaseActor Guest = new("guest", null);

    public string Name => Member?.Name ?? (Channel == "guest" ? "观众" : "系统");
}

/// <summary>Pure rules of a case.</summary>
public static class Case
{
    public static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(10);

    /// <summary>The timeline's next line, chained to the one before.</summary>
    public static CaseEventRow Next(CaseRow row, CaseActor actor, string kind, string body, DateTimeOffset at)
    {
        var draft = new CaseEventRow
        {
            CaseId = row.Id,
            Seq = row.Version + 1,
            At = at,
            Channel = actor.Channel,
            ActorId = actor.Member?.EmployeeId,
            ActorName = actor.Name,
            Kind = kind,
            Body = body,
            PreviousHash = row.LastHash,
            Hash = "",
        };
        return draft with { Hash = HashOf(draft) };
    }

    public static string HashOf(CaseEventRow line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\u001f', line.PreviousHash, line.CaseId, line.Seq.ToString(CultureInfo.InvariantCulture), line.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        line.Channel, line.ActorId ?? "", line.ActorName, line.Kind, line.Body))));

    /// <summary>
    /// When something promised within so many minutes is due: minutes count only while the cinema is open, so what is complained of after the last
    /// show is due in the morning.
    /// </summary>
    public static DateTimeOffset DueAt(DateTimeOffset from, int minutes, OpeningWeek week, TimeZoneInfo zone)
    {
        var (at, left) = (from, TimeSpan.FromMinutes(minutes));
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime).AddDays(-1);
        for (; ; day = day.AddDays(1))
        {
            if (week.On(day) is not { } hours) continue;
            var (opens, closes) = (DutyTime.At(day, hours.Opens, zone), DutyTime.At(day, hours.Closes, zone));
            if (closes <= at) continue;
            var begins = at > opens ? at : opens;
            if (begins + left <= closes) return begins + left;
            left -= closes - begins;
            at = closes;
        }
    }
}
