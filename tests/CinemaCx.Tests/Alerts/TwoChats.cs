using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>An evening with two duty managers: Li Jing looks at WeCom, Chen Ming at DingTalk.</summary>
internal static class TwoChats
{
    public const string AtWeCom = "lijing";
    public const string AtDingTalk = "chenming";

    /// <param name="byHttp">How DingTalk tells of presses; otherwise by Stream.</param>
    public static async Task<Cinema> OpenAsync(string backing, bool byHttp = false, params (string Key, string? Value)[] settings)
    {
        var port = FreePorts.Take().ToString(System.Globalization.CultureInfo.InvariantCulture);
        (string, string?)[] http = byHttp
            ? [
                ("Standalone:StaffPort", port), ("DingTalk:CallbackMode", "Http"), ("DingTalk:CallbackRouteKey", "cards"), ("DingTalk:CallbackSecret", "route-secret"),
                ("DingTalk:CallbackUrl", $"http://127.0.0.1:{port}/callbacks/dingtalk/card")
            ]
            : [];
        var cinema = await Evening.OpenAsync(backing, [.. http, .. settings]);
        await cinema.SetChainAsync(new AlertChain([new ChainStep(0, ChainTarget.Duty, ChainChannel.First)], RepeatSeconds: 864_000));
        var script = new Script();
        script.Do($"DELETE FROM staff_chats WHERE (channel = 'wecom' AND person = {AtDingTalk}) OR (channel = 'dingtalk' AND person = {AtWeCom})");
        script.Do($"""
            INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
            SELECT s.id || 'x', s.cinema_id, s.post, c.employee_id, s.day, s.from_minute, s.to_minute, s.overrides, s.created_at
            FROM duty_shifts s JOIN staff_chats l ON l.employee_id = s.employee_id AND l.channel = 'wecom' AND l.person = {AtWeCom}
                JOIN staff_chats c ON c.channel = 'dingtalk' AND c.person = {AtDingTalk}
            """);
        await RunAsync(cinema, script);
        var dingTalk = StandaloneHouse.UrlOf(cinema.House.DingTalk!);
        await Cinema.EventuallyAsync(
            async () =>
            {
                var calls = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{dingTalk}/_sim/calls?path=/v1.0/card/callbacks/register")).RootElement.GetProperty("calls");
                var stream = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{dingTalk}/_sim/stream")).RootElement.GetProperty("connections");
                return (byHttp ? calls : stream).GetArrayLength() > 0;
            },
            "DingTalk knows whom to tell");
        return cinema;
    }

    public static DingTalkPhone DingTalkPhone(this Cinema cinema, string person) => new(cinema, person);

    /// <summary>More colleagues on duty where Li Jing works, every second of them at DingTalk.</summary>
    public static async Task<IReadOnlyList<Colleague>> ColleaguesAsync(this Cinema cinema, int count)
    {
        string cinemaId;
        await using (var db = cinema.Database.Read()) cinemaId = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "李静")).CinemaId!;
        var now = cinema.Clock.GetUtcNow();
        var script = new Script();
        var all = new List<Colleague>();
        for (var i = 0; i < count; i++)
        {
            var colleague = new Colleague($"colleague{i}", $"同事{i:d2}", Id.New("emp", now), AtDingTalk: i % 2 == 1);
            all.Add(colleague);
            script.Do($"INSERT INTO employees (id, name, role, cinema_id, created_at) VALUES ({colleague.EmployeeId}, {colleague.Name}, 'duty-manager', {cinemaId}, {now})");
            script.Do($"INSERT INTO staff_chats (channel, person, employee_id, created_at) VALUES ({(colleague.AtDingTalk ? "dingtalk" : "wecom")}, {colleague.Person}, {colleague.EmployeeId}, {now})");
            script.Do($"""
                INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
                SELECT s.id || {i.ToString(System.Globalization.CultureInfo.InvariantCulture)}, s.cinema_id, s.post, {colleague.EmployeeId}, s.day, s.from_minute, s.to_minute, s.overrides, s.created_at
                FROM duty_shifts s JOIN staff_chats l ON l.employee_id = s.employee_id AND l.channel = 'wecom' AND l.person = {AtWeCom}
                """);
            var simulator = StandaloneHouse.UrlOf((colleague.AtDingTalk ? cinema.House.DingTalk : cinema.House.WeCom)!);
            object member = colleague.AtDingTalk ? new { staffId = colleague.Person, name = colleague.Name } : new { userId = colleague.Person, name = colleague.Name, visible = true };
            using var added = await cinema.Http.PostAsJsonAsync(simulator + "/_sim/members", member);
            Assert.True(added.IsSuccessStatusCode);
        }

        await RunAsync(cinema, script);
        return all;
    }

    /// <summary>Every card of a case that lies before somebody, as it is seen: who, what happened last, and what can be done.</summary>
    public static async Task<IReadOnlyList<Sight>> SightsAsync(this Cinema cinema, string caseName)
    {
        var weCom = (await cinema.Phone(AtWeCom).CardsAsync())
            .Where(c => c.Card!.Value.GetProperty("source").GetString()!.EndsWith(" " + caseName, StringComparison.Ordinal))
            .Select(c => new Sight(AtWeCom, c.TaskId!, c.Status, StateOf(c.Buttons)));
        var dingTalk = (await cinema.DingTalkPhone(AtDingTalk).CardsAsync())
            .Where(c => c.Source.EndsWith(" " + caseName, StringComparison.Ordinal))
            .Select(c => new Sight(AtDingTalk, c.Id, c.Status, StateOf(c.Buttons)));
        return [.. weCom, .. dingTalk];
    }

    /// <summary>Waits until every card shows the case as its row has it.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> AllShowAsync(this Cinema cinema, string caseId)
    {
        var began = TimeProvider.System.GetTimestamp();
        var seen = "";
        try
        {
            await Cinema.EventuallyAsync(
                async () =>
                {
                    CaseRow row;
                    await using (var db = cinema.Database.Read()) row = await db.GetTable<CaseRow>().FirstAsync(c => c.Id == caseId);
                    var sights = await cinema.SightsAsync(row.Name);
                    seen = $"{row.StatusText} {row.State} v{row.Version}; {string.Join("; ", sights)}";
                    return sights.Select(s => s.Person).Distinct().Count() == 2 && sights.All(s => s.Status == row.StatusText && s.State == row.State);
                },
                "all cards show the case as it is");
        }
        catch (Exception e) when (e is Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{e.Message}: {seen}");
        }

        return TimeProvider.System.GetElapsedTime(began);
    }

    private static CaseState StateOf(IReadOnlyList<string> buttons) =>
        buttons.Contains("受理") ? CaseState.Open : buttons.Contains("已解决，关闭") ? CaseState.Acknowledged : CaseState.Closed;

    private static async Task RunAsync(Cinema cinema, Script script)
    {
        await using var db = await cinema.Database.BeginAsync();
        await db.CommitAsync(script);
    }
}

internal sealed record Colleague(string Person, string Name, string EmployeeId, bool AtDingTalk);

internal sealed record Sight(string Person, string CardId, string Status, CaseState State);
