using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>People for the sample cinemas, on duty every day for a month, known by their ids in the simulated chats.</summary>
public sealed class SampleStaff(Database database, TimeProvider time)
{
    private const int Days = 31;

    /// <summary>Id in both chats, name, role, number of the cinema (-1: all).</summary>
    public static readonly IReadOnlyList<(string Person, string Name, StaffRole Role, int Cinema)> People =
    [
        ("lijing", "李静", StaffRole.DutyManager, 0), ("wanggong", "王建国", StaffRole.Engineer, 0), ("chenming", "陈明", StaffRole.SiteManager, 0),
        ("zhoufang", "周芳", StaffRole.DutyManager, 1), ("sunqiang", "孙强", StaffRole.Engineer, 1), ("wuyan", "吴燕", StaffRole.SiteManager, 1),
        ("zhaozong", "赵宏", StaffRole.GeneralManager, -1), ("linyue", "林悦", StaffRole.Marketing, -1), ("xubo", "徐博", StaffRole.Headquarters, -1),
    ];

    /// <summary>Does nothing once anybody is known in a chat.</summary>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        if (await db.GetTable<StaffChatRow>().AnyAsync(cancellation)) return;
        var cinemas = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync(cancellation);
        if (cinemas.Count == 0) return;
        var now = time.Now();
        var script = new Script();
        foreach (var (person, name, role, number) in People)
        {
            if (number >= cinemas.Count) continue;
            var cinema = number < 0 ? null : cinemas[number];
            var id = Id.New("emp", now);
            script.Do($"INSERT INTO employees (id, name, role, cinema_id, created_at) VALUES ({id}, {name}, {role}, {cinema?.Id}, {now})");
            foreach (var channel in new[] { "wecom", "dingtalk" })
                script.Do($"INSERT INTO staff_chats (channel, person, employee_id, created_at) VALUES ({channel}, {person}, {id}, {now})");
            if (cinema is null || role is not (StaffRole.DutyManager or StaffRole.Engineer)) continue;
            var today = BusinessDay.Of(now, cinema.Zone);
            script.DoForEach(
                $"INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at) VALUES ",
                Enumerable.Range(-1, Days),
                day => $"({Id.New("dty", now)}, {cinema.Id}, {(role == StaffRole.Engineer ? "engineering" : "duty-manager")}, {id}, {today.AddDays(day)}, 360, 1800, 0, {now})");
        }

        await db.CommitAsync(script, cancellation);
    }
}
