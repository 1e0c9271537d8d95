using CinemaCx.Cinemas;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Programme;

public sealed class TheSampleProgramme
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_empty_house_gets_it_once(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var load = Loading(house);
        var report = await load.RunAsync(CancellationToken.None);
        Assert.True(report!.Applied, string.Join('\n', report.Refused));
        Assert.Equal([2, 10, 12], new[] { 0, 1, 3 }.Select(kind => report.Counts[kind].Added));
        Assert.InRange(report.Counts[4].Added, 400, 700);
        Assert.Null(await load.RunAsync(CancellationToken.None));

        var again = await house.ImportAsync(SampleProgramme.Files(house.Time.GetUtcNow()));
        Assert.True(again.Applied);
        Assert.All(again.Counts, count => Assert.Equal((0, 0), (count.Added, count.Changed)));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task It_is_kept_a_week_ahead_and_what_is_there_stays(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        var load = Loading(house);
        Assert.Null(await load.ContinueAsync(CancellationToken.None));
        await load.RunAsync(CancellationToken.None);
        Assert.Null(await load.ContinueAsync(CancellationToken.None));
        var first = await house.RowsAsync<ShowtimeRow>();

        foreach (var (passed, added) in new[] { (2, 2), (30, 7) })
        {
            house.Time.Advance(TimeSpan.FromDays(passed));
            var report = await load.ContinueAsync(CancellationToken.None);
            Assert.True(report!.Applied, string.Join('\n', report.Refused));
            Assert.InRange(report.Counts.Sum(count => count.Added), added * 50, added * 90);
            Assert.Equal(0, report.Counts.Sum(count => count.Changed));
            Assert.Null(await load.ContinueAsync(CancellationToken.None));
            foreach (var cinema in await new CinemaQueries(house.Database).ListAsync(CancellationToken.None))
                Assert.Equal(7, (await house.Queries.CinemaDayAsync(cinema.Id, day: null, CancellationToken.None)).Days.Count);
        }

        var now = (await house.RowsAsync<ShowtimeRow>()).ToDictionary(row => row.Id, StringComparer.Ordinal);
        Assert.All(first, row => Assert.Equal(row, now[row.Id]));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Its_halls_have_the_shapes_that_make_choosing_hard(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(SampleProgramme.Files(house.Time.GetUtcNow()));
        var plans = (await house.RowsAsync<SeatPlanRow>()).ToDictionary(row => row.Id, row => SeatPlan.Parse(row.Body));
        var halls = await house.RowsAsync<HallRow>();
        Assert.Equal(10, plans.Count);
        var imax = plans[halls.Single(hall => hall.Tags.Contains("IMAX", StringComparison.Ordinal)).PlanId];
        Assert.True(imax.Count >= 350);
        Assert.Contains(imax.Seats, seat => seat.Kind == SeatKind.Couple);
        Assert.Contains(imax.Seats, seat => seat.Kind == SeatKind.Wheelchair);
        Assert.Contains(imax.Seats, seat => seat.Block == SeatBlock.House);
        Assert.True(imax.Seats.GroupBy(seat => seat.Y).Select(row => row.Count()).Distinct().Count() >= 6);
        Assert.All(plans.Values.SelectMany(plan => plan.Seats), seat => Assert.DoesNotContain(seat.Row, new[] { "I", "O" }));
        Assert.True(plans[halls.Single(hall => hall.Tags.Contains("VIP", StringComparison.Ordinal)).PlanId].Count < 30);
        Assert.Contains(plans.Values, plan => plan.Find("6-7") is not null);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Its_week_can_be_read_by_cinema_day_and_film(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(SampleProgramme.Files(house.Time.GetUtcNow()));
        var cinemas = await new CinemaQueries(house.Database).ListAsync(CancellationToken.None);
        Assert.Equal(["北京", "成都"], cinemas.Select(cinema => cinema.City).Order(StringComparer.Ordinal));
        var late = 0;
        foreach (var cinema in cinemas)
        {
            var today = await house.Queries.CinemaDayAsync(cinema.Id, day: null, CancellationToken.None);
            Assert.Equal(new DateOnly(2026, 11, 22), today.BusinessDay);
            Assert.Equal(7, today.Days.Count);
            foreach (var day in today.Days)
            {
                var films = (await house.Queries.CinemaDayAsync(cinema.Id, day, CancellationToken.None)).Films;
                Assert.True(films.Count >= 8);
                Assert.All(films.SelectMany(film => film.Showtimes), showtime =>
                {
                    Assert.Equal(TimeSpan.FromHours(8), showtime.StartsAt.Offset);
                    Assert.True(showtime.MemberPriceFromFen < showtime.PriceFromFen);
                });
                late += films.SelectMany(film => film.Showtimes).Count(showtime => showtime.StartsAt.Day != day.Day);
            }
        }

        Assert.True(late >= 5, $"{late} showtimes after midnight");
        var showing = await house.Queries.FilmsNowShowingAsync(cinemaId: null, CancellationToken.None);
        Assert.Equal(12, showing.Count);
        Assert.All(showing, film => Assert.True(film.NextStartsAt > house.Time.GetUtcNow().AddMinutes(-10) && film.PriceFromFen.Value >= 3000));
        var first = showing[0];
        Assert.Contains("2D", first.Formats);
    }

    [Fact]
    public void The_same_day_gives_the_same_files_and_another_day_others()
    {
        var noon = new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
        // 05:59 in the morning is still the day before.
        var (a, b, c) = (Showtimes(noon), Showtimes(noon.AddHours(17).AddMinutes(59)), Showtimes(noon.AddHours(18)));
        Assert.True(a.Span.SequenceEqual(b.Span));
        Assert.False(a.Span.SequenceEqual(c.Span));
    }

    private static ReadOnlyMemory<byte> Showtimes(DateTimeOffset now) => SampleProgramme.Files(now)[^1].Content;

    private static LoadSample Loading(ProgrammeHouse house) => new(house.Database, house.Import, house.Time, NullLogger<LoadSample>.Instance);
}
