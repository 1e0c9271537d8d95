using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>What every change of who works here has in common: one at a time, and judged by what whoever does it is at that moment.</summary>
internal static class StaffBook
{
    private const int LongestName = 20;
    private const int LongestAccount = 64;

    /// <summary>First statement of a change; whoever else changes somebody waits until it is over, so two cannot take each other's role away at once.</summary>
    /// <returns>Whoever does it, as she is now.</returns>
    /// <exception cref="Refusal">401 <c>staff-token-invalid</c>: she has left meanwhile.</exception>
    public static async Task<StaffMember> OpenAsync(DbSession db, StaffMember by, CancellationToken cancellation)
    {
        await Revision.TakeAsync(db, "staff", seen: null, cancellation);
        var now = await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == by.EmployeeId && e.LeftAt == null, cancellation) ?? throw StaffRefusals.TokenInvalid();
        return new StaffMember(now.Id, now.Name, now.Role, now.CinemaId);
    }

    /// <summary>Somebody who works here and whom she may look after.</summary>
    /// <exception cref="Refusal">403 <c>staff-not-allowed</c>; 404 <c>employee-not-found</c>; 409 <c>employee-has-left</c>.</exception>
    public static async Task<EmployeeRow> FindAsync(DbSession db, StaffMember by, string employeeId, CancellationToken cancellation)
    {
        var person = await db.GetTable<EmployeeRow>().FirstOrDefaultAsync(e => e.Id == employeeId, cancellation) ?? throw StaffRefusals.UnknownEmployee();
        if (!StaffLadder.MayLookAfter(by, person.Role, person.CinemaId)) throw StaffRefusals.NotAllowed();
        return person.LeftAt is null ? person : throw StaffRefusals.HasLeft(person.Name);
    }

    /// <summary>What she is to be: the name in order, the role and cinema hers to give.</summary>
    /// <exception cref="Refusal">400 <c>employee-invalid</c>; 403 <c>staff-not-allowed</c>; 404 <c>cinema-not-found</c>.</exception>
    public static async Task<StaffFile> CheckAsync(DbSession db, StaffMember by, StaffFile file, CancellationToken cancellation)
    {
        var checkedFile = file with { Name = file.Name.Trim() };
        if (checkedFile.Name.Length is 0 or > LongestName || checkedFile.Name.Any(char.IsControl)) throw StaffRefusals.StaffInvalid("姓名为 1 至 20 个字");
        if (file.Role == StaffRole.Headquarters && file.CinemaId is not null) throw StaffRefusals.StaffInvalid("总部岗位须为全部影院");
        if (!StaffLadder.MayLookAfter(by, file.Role, file.CinemaId)) throw StaffRefusals.NotAllowed();
        if (file.CinemaId is { } cinemaId && !await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinemaId, cancellation)) throw CinemaRefusals.UnknownCinema(cinemaId);
        return checkedFile;
    }

    /// <exception cref="Refusal">400 <c>employee-invalid</c>.</exception>
    public static ChatAccount Check(ChatAccount account)
    {
        var person = account.Person.Trim();
        var isFit = account.Channel switch
        {
            "wecom" or "dingtalk" => person.Length is > 0 and <= LongestAccount && !person.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)),
            "sms" => person.Length is >= 8 and <= 16 && person[0] == '+' && person[1..].All(char.IsAsciiDigit),
            _ => throw StaffRefusals.StaffInvalid("渠道为企业微信、钉钉或短信"),
        };
        return isFit
            ? account with { Person = person }
            : throw StaffRefusals.StaffInvalid(account.Channel == "sms" ? "手机号须带国家代码，例如 +8613800138000" : "账号为 1 至 64 个字符，不含空格");
    }

    /// <summary>The log never holds a telephone number.</summary>
    public static object ForTheLog(ChatAccount account) => new { account.Channel, Person = account.Channel == "sms" ? null : account.Person };
}
