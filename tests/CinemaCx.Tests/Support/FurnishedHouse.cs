using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Coupons;
using CinemaCx.Insights;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Reports;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Campaigns;
using CinemaCx.Tests.Coupons;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tests.Support;

/// <summary>A house in which every page has something to show.</summary>
internal static class FurnishedHouse
{
    /// <summary>The day, and the Monday, of its reports.</summary>
    public static readonly DateOnly Day = new(2026, 11, 16);

    public static async Task FurnishAsync(Cinema cinema)
    {
        await ComplainAsync(cinema);
        var guest = await cinema.GuestAsync();
        await guest.BuysAsync(await cinema.ShowingAsync());
        await PromoteAsync(cinema, await guest.IdAsync());
        await ReportAsync(cinema);
    }

    /// <summary>Cases with voices and words, at the hall and elsewhere.</summary>
    private static async Task ComplainAsync(Cinema cinema)
    {
        var exit = await cinema.ExitAsync();
        (await cinema.AnswersAsync(exit, 1, "空调像冰窖，前面的人一直打电话也没有人管，非常失望", ["too-cold", "noisy"], phone: "13800138000")).ShouldBe(201);
        (await cinema.AnswersAsync(exit, 2, "太冷", ["too-cold"])).ShouldBe(201);
        (await cinema.AnswersAsync(await cinema.ExitAsync(1), 1, "<script>alert(1)</script> =1+1")).ShouldBe(201);
        var general = new StaffMember("", "", StaffRole.GeneralManager, null);
        await Cinema.EventuallyAsync(async () => await cinema.Service<CaseQueries>().CountAsync(general, new CaseFilter(), CancellationToken.None) >= 2, "cases are open");
    }

    private static async Task PromoteAsync(Cinema cinema, string guest)
    {
        var marketing = await Marketing.OpenAsync(cinema);
        await cinema.Service<EditCampaign>().MakeAsync(marketing.Maker, new CampaignDraft("周末观影礼", null, null, Marketing.Terms()), CancellationToken.None);
        var template = await cinema.TemplateAsync();
        await cinema.Service<GrantToList>().RunAsync(
            marketing.Maker, template.Id, [guest], "周年庆", new IdempotentAttempt(marketing.Maker.EmployeeId, "list", "x"), CancellationToken.None);
    }

    private static async Task ReportAsync(Cinema cinema)
    {
        var (now, figures) = (cinema.Clock.GetUtcNow(), cinema.Service<ReadFigures>());
        await using var db = cinema.Database.Read();
        var at = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).Select(c => c.Id).FirstAsync();
        var daily = JsonSerializer.Serialize(await figures.DayAsync(at, Day, CancellationToken.None));
        var weekly = JsonSerializer.Serialize(await figures.WeekAsync(Day, CancellationToken.None));
        await db.InsertAsync(new ReportRow { Kind = ReportKind.Daily, CinemaId = at, Day = Day, DueAt = now, State = ReportState.Made, Figures = daily, MadeAt = now });
        await db.InsertAsync(new ReportRow { Kind = ReportKind.Weekly, CinemaId = "", Day = Day, DueAt = now, State = ReportState.Made, Figures = weekly, MadeAt = now });
        await db.InsertAsync(new DropAlarmRow
        {
            Id = Id.New("drp", now),
            Number = 12,
            CinemaId = at,
            HallId = "",
            Measure = "overall",
            RaisedAt = now,
            SinceAt = now.AddHours(-2),
            FirstSeq = 1,
            LastSeq = 3,
            Total = 4,
            ExpectedMilli = 12_600,
            SumMilli = 5_000,
            LimitMilli = 4_800,
        });
    }
}
