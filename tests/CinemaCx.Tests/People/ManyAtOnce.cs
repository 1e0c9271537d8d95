using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.People;

/// <summary>Thirty-two people and one account, and thirty-two of headquarters who let each other go in the same instant.</summary>
public sealed class ManyAtOnce
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_account_becomes_one_persons(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var bound = await BindAsync(cinema);
        Assert.Equal(1, bound.Count(code => code is null));
        Assert.Equal(Crowd.Size - 1, bound.Count(code => code == "chat-taken"));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_several_would_believe_it_theirs(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.Service<Database>().RewriteSql = sql => sql.Replace("WHERE staff_chats.employee_id = excluded.employee_id", "", StringComparison.Ordinal);
        Assert.True((await BindAsync(cinema)).Count(code => code is null) > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_headquarters_somebody_always_stays(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var people = new StaffMember[Crowd.Size];
        for (var i = 0; i < people.Length; i++) people[i] = (await cinema.StaffAsync(StaffRole.Headquarters)).Member;
        // In a ring, each takes the next one's place; half let go, half take the role.
        var codes = await Crowd.AtOnceAsync(people.Length, i => HiringAndLeaving.CodeAsync(async () =>
        {
            var (by, other) = (people[i], people[(i + 1) % people.Length]);
            if (i % 2 == 0) await cinema.Service<LeaveStaff>().RunAsync(by, other.EmployeeId, default);
            else await cinema.Service<ChangeStaff>().RunAsync(by, other.EmployeeId, new StaffFile(other.Name, StaffRole.Usher, null), default);
        }));
        await using var db = cinema.Database.Read();
        var left = await db.GetTable<EmployeeRow>().CountAsync(e => e.Role == StaffRole.Headquarters && e.LeftAt == null);
        Assert.Equal(people.Length - codes.Count(code => code is null), left);
        Assert.True(left >= 1);
        Assert.All(codes.Where(code => code is not null), code => Assert.Contains(code, new[] { "staff-token-invalid", "staff-not-allowed" }));
    }

    private static async Task<string?[]> BindAsync(Cinema cinema)
    {
        var (_, top) = await cinema.StaffAsync(StaffRole.Headquarters);
        var people = new StaffMember[Crowd.Size];
        for (var i = 0; i < people.Length; i++) people[i] = (await cinema.StaffAsync(StaffRole.Usher)).Member;
        return await Crowd.AtOnceAsync(people.Length, i =>
            HiringAndLeaving.CodeAsync(() => cinema.Service<BindChat>().RunAsync(top, people[i].EmployeeId, new ChatAccount("wecom", "the-one"), default)));
    }
}
