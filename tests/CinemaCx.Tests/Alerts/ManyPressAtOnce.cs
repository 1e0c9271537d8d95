using System.Text.RegularExpressions;
using CinemaCx.Cases;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>Thirty-two colleagues in two chats press 受理 in the same instant.</summary>
public sealed partial class ManyPressAtOnce
{
    private const int Crowd = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_has_it_and_every_other_is_told_who(string backing)
    {
        await using var cinema = await TwoChats.OpenAsync(backing);
        var (row, pressed) = await PressAsync(cinema);
        var owner = Assert.Single(pressed, c => c.EmployeeId == row.OwnerId);
        Assert.Equal(["opened", "acknowledged"], (await cinema.TimelineAsync(row.Id)).Select(e => e.Kind));
        await Cinema.EventuallyAsync(async () => await ToldAsync(cinema, pressed, owner.Name) == pressed.Count - 1, $"all others hear that {owner.Name} has it");
        Assert.Empty(await WordsAsync(cinema, owner));
        await cinema.AllShowAsync(row.Id);
    }

    [Fact]
    public async Task Without_the_lock_and_the_timeline_s_numbers_several_believe_they_have_it()
    {
        // SQLite has one writer at a time and needs no lock.
        await using var cinema = await TwoChats.OpenAsync(Backings.Servers);
        cinema.ExpectErrors();
        cinema.Database.RewriteSql = sql => sql.StartsWith("SELECT * FROM cases", StringComparison.Ordinal)
            ? sql.Replace("FOR UPDATE", "AND pg_sleep(0.3)::text = ''", StringComparison.Ordinal)
            : Timeline().Replace(sql, "$0 ON CONFLICT DO NOTHING");
        var (row, pressed) = await PressAsync(cinema);
        await Task.Delay(1500);
        row = await OneCaseAsync(cinema, row.Id);
        var owner = pressed.Single(c => c.EmployeeId == row.OwnerId);
        Assert.InRange(await ToldAsync(cinema, pressed, owner.Name), 0, pressed.Count - 2);
    }

    /// <returns>The case, and who could press before her card learnt that somebody else had it.</returns>
    private static async Task<(CaseRow Row, IReadOnlyList<Colleague> Pressed)> PressAsync(Cinema cinema)
    {
        var colleagues = await cinema.ColleaguesAsync(Crowd);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "受伤")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        var presses = new List<Func<Task<bool>>>();
        foreach (var colleague in colleagues)
        {
            if (colleague.AtDingTalk)
            {
                var phone = cinema.DingTalkPhone(colleague.Person);
                var card = await phone.SeesAsync(c => c.Buttons.Contains("受理"), "the card");
                presses.Add(async () => (await phone.TryPressAsync(card.Id, "ack")).ValueKind != System.Text.Json.JsonValueKind.Undefined);
            }
            else
            {
                var phone = cinema.Phone(colleague.Person);
                var card = await phone.SeesAsync(c => c.Buttons.Contains("受理"), "the card");
                presses.Add(() => phone.TryPressAsync(card.TaskId!, "ack"));
            }
        }

        var start = new TaskCompletionSource();
        var all = presses.ConvertAll(press => Task.Run(async () =>
        {
            await start.Task;
            return await press();
        }));
        start.SetResult();
        var took = await Task.WhenAll(all);
        Assert.InRange(took.Count(p => p), Crowd / 2, Crowd);
        await Cinema.EventuallyAsync(async () => (row = await OneCaseAsync(cinema, row.Id)).OwnerId is not null, "somebody has it");
        return (row, [.. colleagues.Where((_, i) => took[i])]);
    }

    private static async Task<CaseRow> OneCaseAsync(Cinema cinema, string id)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CaseRow>().FirstAsync(c => c.Id == id);
    }

    private static async Task<int> ToldAsync(Cinema cinema, IReadOnlyList<Colleague> colleagues, string owner)
    {
        var told = 0;
        foreach (var colleague in colleagues)
        {
            if ((await WordsAsync(cinema, colleague)).Any(w => w.Contains($"{owner} 已受理", StringComparison.Ordinal))) told++;
        }

        return told;
    }

    private static async Task<IReadOnlyList<string>> WordsAsync(Cinema cinema, Colleague colleague) => colleague.AtDingTalk
        ? await cinema.DingTalkPhone(colleague.Person).WordsAsync()
        : [.. (await cinema.Phone(colleague.Person).ChatAsync()).Where(i => i is { From: "app", Kind: "text" }).Select(i => i.Text!)];

    [GeneratedRegex("INSERT INTO case_events[^;]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Timeline();
}
