using CinemaCx.Cinemas;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Programme;

public sealed class ImportingAProgramme
{
    private const string First = "C1,1,001X00012025,2026-11-22,19:30,国语,2D,45,60,40";
    private const string Second = "C1,1,001X00012025,2026-11-22,21:50,国语,2D,45,60,40";

    private static readonly string Coded = Sheets.ShowtimeHeader.Replace("开场时间", "开场时间,场次编码", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_same_files_again_change_nothing(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var first = await house.ImportAsync(Sheets.With(First, Second));
        Assert.True(first.Applied);
        Assert.Equal([1, 1, 10, 1, 2], first.Counts.Select(count => count.Added));
        var before = await house.RowsAsync<ShowtimeRow>();

        house.Time.Advance(TimeSpan.FromHours(1));
        var second = await house.ImportAsync(Sheets.With(First, Second));
        Assert.True(second.Applied);
        Assert.All(second.Counts, count => Assert.Equal((0, 0), (count.Added, count.Changed)));
        Assert.Equal([1, 1, 10, 1, 2], second.Counts.Select(count => count.Unchanged));
        Assert.Equal(before.OrderBy(row => row.Id), (await house.RowsAsync<ShowtimeRow>()).OrderBy(row => row.Id));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_bad_row_keeps_everything_out(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var report = await house.ImportAsync(Sheets.With(First, Second.Replace("45,60", "29,60", StringComparison.Ordinal)));
        Assert.False(report.Applied);
        Assert.Equal(["price-below-lowest", "member-price-above-list"], report.Refused.Select(row => row.Code));
        Assert.Empty(await house.RowsAsync<CinemaRow>());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_dry_run_reports_and_writes_nothing(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var report = await house.Import.RunAsync(Sheets.With(First), dryRun: true, CancellationToken.None);
        Assert.False(report.Applied);
        Assert.Empty(report.Refused);
        Assert.Equal([1, 1, 10, 1, 1], report.Counts.Select(count => count.Added));
        Assert.Empty(await house.RowsAsync<CinemaRow>());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_changed_price_changes_the_showtime_and_keeps_its_id(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(First));
        var id = (await house.RowsAsync<ShowtimeRow>()).Single().Id;
        house.Sales.Ids.Add(id);
        var report = await house.ImportAsync(Sheets.Showtimes(First.Replace("45,60,40", "50,60,", StringComparison.Ordinal)));
        Assert.Equal(1, report.Counts[4].Changed);
        var showing = await house.Catalog.OneAsync(id, CancellationToken.None);
        Assert.Equal((5000L, null), (showing.Prices["A"].ListFen.Value, showing.Prices["A"].MemberFen?.Value));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_column_the_file_lacks_keeps_what_is_known_and_an_empty_cell_clears_it(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.Csv("c.csv", "影院编码,影院名称,城市,地址,电话,停车说明,空余车位,车位总数\nC1,甲,北京,一号街,010,地下,5,50\n"));
        await house.ImportAsync(Sheets.Csv("c.csv", "影院编码,影院名称,城市,地址,停车说明\nC1,乙,北京,一号街,\n"));
        var cinema = (await house.RowsAsync<CinemaRow>()).Single();
        Assert.Equal(("乙", "010", null, 5L), (cinema.Name, cinema.Phone, cinema.Parking, cinema.ParkingFree));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_showtime_already_in_the_hall_stands_in_the_way(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(First));
        var report = await house.ImportAsync(Sheets.Showtimes(First.Replace("19:30", "21:40", StringComparison.Ordinal)));
        var refused = Assert.Single(report.Refused);
        Assert.Equal("showtimes-overlap", refused.Code);
        Assert.Contains("1-20261122-1930", refused.Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_showtime_with_guests_does_not_move_and_one_without_does(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync([.. Sheets.House(), Sheets.Csv("showtimes.csv", Coded + "C1,1,001X00012025,2026-11-22,19:30,S1,国语,2D,45,60,40\n")]);
        var moved = Sheets.Csv("showtimes.csv", Coded + "C1,1,001X00012025,2026-11-22,20:30,S1,国语,2D,45,60,40\n");
        var row = (await house.RowsAsync<ShowtimeRow>()).Single();

        house.Sales.Ids.Add(row.Id);
        Assert.Equal("showtime-has-guests", Assert.Single((await house.ImportAsync(moved)).Refused).Code);
        Assert.Equal(row, (await house.RowsAsync<ShowtimeRow>()).Single());

        house.Sales.Ids.Clear();
        Assert.True((await house.ImportAsync(moved)).Applied);
        Assert.Equal(row.StartsAt.AddHours(1), (await house.RowsAsync<ShowtimeRow>()).Single().StartsAt);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_new_plan_is_for_showtimes_made_afterwards(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(First));
        var rebuilt = await house.ImportAsync([Sheets.Csv("seats.csv", Sheets.Seats("1", zoneOfFirstRow: "L")), Sheets.Showtimes(First, Second)]);
        Assert.True(rebuilt.Applied, string.Join('\n', rebuilt.Refused));
        var plans = (await house.RowsAsync<ShowtimeRow>()).OrderBy(row => row.StartsAt).Select(row => row.PlanId).ToList();
        Assert.Equal(2, plans.Distinct().Count());
        Assert.Equal(plans[1], (await house.RowsAsync<HallRow>()).Single().PlanId);
        Assert.Equal(2, (await house.RowsAsync<SeatPlanRow>()).Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Two_imports_at_once_cannot_fill_one_hall_twice(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        Assert.Equal(1, await AppliedOf32Async(house));
        Assert.Single(await house.RowsAsync<ShowtimeRow>());
    }

    /// <summary>SQLite writes one transaction at a time whatever we do; on PostgreSQL it is our lock that keeps the second import waiting.</summary>
    [Fact]
    public async Task Without_the_lock_they_do()
    {
        await using var house = await ProgrammeHouse.OpenAsync(Backings.Servers);
        // Whoever writes first waits for a second writer, so that luck cannot make them take turns.
        using var writers = new CountdownEvent(2);
        var arrived = 0;
        house.Database.RewriteSql = sql =>
        {
            if (sql.StartsWith("LOCK TABLE", StringComparison.Ordinal)) return "SELECT 1";
            if (!sql.Contains("INSERT INTO showtimes", StringComparison.Ordinal) || Interlocked.Increment(ref arrived) > 2) return sql;
            writers.Signal();
            writers.Wait(TimeSpan.FromSeconds(20));
            return sql;
        };
        Assert.True(await AppliedOf32Async(house) > 1);
    }

    /// <summary>32 showtimes that each overlap all the others, brought in together.</summary>
    private static async Task<int> AppliedOf32Async(ProgrammeHouse house)
    {
        await house.ImportAsync(Sheets.House().ToArray());
        var reports = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(() => house.ImportAsync(Sheets.Showtimes($"C1,1,001X00012025,2026-11-23,{10 + i / 30:00}:{i * 2 % 60:00},国语,2D,45,60,40")))));
        return reports.Count(report => report.Applied);
    }
}
