using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

public sealed class NobodyIsForgotten
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Unacknowledged_it_goes_on_to_the_next_and_stops_when_somebody_has_it(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (duty, site, general) = (cinema.Phone("lijing"), cinema.Phone("chenming"), cinema.Phone("zhaozong"));
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "没人管")).ShouldBe(201);
        await duty.SeesAsync(_ => true, "the first card");
        Assert.Empty(await site.CardsAsync());

        cinema.FastForward(TimeSpan.FromSeconds(121));
        await Cinema.EventuallyAsync(async () => await duty.ReceivedAsync() == 2, "she is told again");
        await Cinema.EventuallyAsync(async () => (await duty.CardsAsync()).Count == 1, "the new card takes the place of the old one");
        cinema.FastForward(TimeSpan.FromSeconds(240));
        var card = await site.SeesAsync(_ => true, "it after six minutes");
        Assert.Empty(await general.CardsAsync());
        await site.PressAsync(card, "ack");
        await duty.SeesAsync(c => c.Status.Contains("陈明 已受理", StringComparison.Ordinal), "who has it");

        cinema.FastForward(TimeSpan.FromHours(3));
        await Task.Delay(800);
        Assert.Empty(await general.CardsAsync());
        await using var db = cinema.Database.Read();
        Assert.False(await db.GetTable<Platform.Events.OutboxRow>().AnyAsync(o => o.Handler == "alerts.raise"));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Where_nobody_is_on_duty_the_manager_is_told_at_once(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        await using (var db = cinema.Database.Read()) await db.GetTable<DutyShiftRow>().DeleteAsync();
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1)).ShouldBe(201);
        await cinema.Phone("chenming").SeesAsync(_ => true, "the card");
        Assert.Empty(await cinema.Phone("lijing").CardsAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Many_complaints_of_one_hall_and_cause_are_one_case_with_many_voices(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var exit = await cinema.ExitAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async i => (await cinema.AnswersAsync(exit, 1 + i % 2, "太冷了")).ShouldBe(201)));
        await Cinema.EventuallyAsync(async () => (await cinema.OneCaseAsync()).Voices == 32, "all are heard");
        cinema.FastForward(TimeSpan.FromSeconds(21));
        await Cinema.EventuallyAsync(async () => await AllShownAsync(cinema), "the cards say so");
        await Cinema.EventuallyAsync(async () => (await cinema.Phone("lijing").CardsAsync()).Count == 1, "one card lies before her");
        (await cinema.TimelineAsync((await cinema.OneCaseAsync()).Id)).ShouldBeOneChain();
        await cinema.BooksShouldBalanceAsync();

        // What may have hurt somebody is never one of many.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await cinema.AnswersAsync(exit, 1, "台阶太黑，摔倒受伤")).ShouldBe(201)));
        await Cinema.EventuallyAsync(async () => (await cinema.Phone("lijing").CardsAsync()).Count == 4, "three more cards");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_many_who_take_it_at_once_one_has_it_and_the_others_learn_who(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "受伤")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        var outcomes = await AcknowledgeAtOnceAsync(cinema, row.Id);
        Assert.Equal(1, outcomes.Count(o => o == "ok"));
        Assert.Equal(31, outcomes.Count(o => o == "case-taken"));
        Assert.Equal(["opened", "acknowledged"], (await cinema.TimelineAsync(row.Id)).Select(e => e.Kind));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_lock_several_would_believe_they_have_it_or_be_told_nothing(string backing)
    {
        // SQLite has one writer at a time and needs no lock.
        if (!backing.StartsWith("postgres", StringComparison.Ordinal)) return;
        await using var cinema = await Evening.OpenAsync(backing);
        cinema.ExpectErrors();
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "受伤")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        cinema.Database.RewriteSql = sql =>
            sql.StartsWith("SELECT * FROM cases", StringComparison.Ordinal) ? sql.Replace("FOR UPDATE", "AND pg_sleep(0.3)::text = ''", StringComparison.Ordinal) : sql;
        var outcomes = await AcknowledgeAtOnceAsync(cinema, row.Id);
        Assert.Contains(outcomes, o => o is not ("ok" or "case-taken"));
    }

    private static async Task<string[]> AcknowledgeAtOnceAsync(Cinema cinema, string caseId)
    {
        var acknowledge = cinema.Service<AcknowledgeCase>();
        var staff = new List<StaffMember>();
        for (var i = 0; i < 32; i++) staff.Add((await cinema.StaffAsync(StaffRole.GeneralManager)).Member);
        var start = new TaskCompletionSource();
        var all = staff.ConvertAll(member => Task.Run(async () =>
        {
            await start.Task;
            try
            {
                await acknowledge.RunAsync(caseId, new CaseActor("api", member), CancellationToken.None);
                return "ok";
            }
            catch (Platform.Primitives.Refusal refusal)
            {
                return refusal.Code;
            }
            catch (Exception e)
            {
                return e.GetType().Name;
            }
        }));
        start.SetResult();
        return await Task.WhenAll(all);
    }

    private static async Task<bool> AllShownAsync(Cinema cinema)
    {
        var row = await cinema.OneCaseAsync();
        await using var db = cinema.Database.Read();
        return await db.GetTable<AlertMessageRow>().AllAsync(m => m.ShownVersion == row.Version || m.State == MessageState.Replaced);
    }
}
