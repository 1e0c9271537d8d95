using System.Text.Json;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.SeatMaps;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>What a guest reads before she buys: cinemas and how to get there, films, a day's showtimes and their prices.</summary>
public sealed class ShowtimesAreShown
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_cinema_says_how_to_get_in(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var all = (await cinema.Http.AskAsync("/api/v1/cinemas")).ShouldBe(200).Body.EnumerateArray().ToList();
        Assert.Equal(2, all.Count);
        foreach (var listed in all)
        {
            var one = (await cinema.Http.AskAsync($"/api/v1/cinemas/{Text(listed, "id")}")).ShouldBe(200).Body;
            Assert.Equal(Text(listed, "name"), Text(one.GetProperty("cinema"), "name"));
            Assert.NotEmpty(Text(one.GetProperty("cinema"), "address"));
            Assert.InRange(one.GetProperty("cinema").GetProperty("latitude").GetDouble(), 18, 54);
            var arrival = one.GetProperty("arrival");
            Assert.All(new[] { "parking", "wayIn", "ticketMachines" }, what => Assert.NotEmpty(Text(arrival, what)));
            Assert.True(arrival.GetProperty("parkingPlaces").GetInt64() > 0);
            Assert.InRange(one.GetProperty("halls").GetArrayLength(), 4, 6);
            Assert.All(one.GetProperty("halls").EnumerateArray(), hall => Assert.StartsWith("plan_", Text(hall, "planId"), StringComparison.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_showtime_after_midnight_belongs_to_the_evening_before(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (cinemaId, late) = await AfterMidnightAsync(cinema);

        var evening = await DayAsync(cinema, cinemaId, "2026-11-22");
        var shown = Showtimes(evening).Single(s => Text(s, "id") == late);
        Assert.StartsWith("2026-11-23T00:", Text(shown, "startsAt"), StringComparison.Ordinal);
        Assert.EndsWith("+08:00", Text(shown, "startsAt"), StringComparison.Ordinal);
        Assert.Equal("2026-11-22", Text(shown, "businessDay"));
        Assert.DoesNotContain(late, Showtimes(await DayAsync(cinema, cinemaId, "2026-11-23")).Select(s => Text(s, "id")));

        // At half past midnight it is still that evening; at six the next day begins.
        cinema.FastForward(new DateTimeOffset(2026, 11, 23, 0, 5, 0, TimeSpan.FromHours(8)) - cinema.Clock.GetUtcNow());
        var today = await DayAsync(cinema, cinemaId);
        Assert.Equal("2026-11-22", Text(today, "businessDay"));
        Assert.Equal("2026-11-22", today.GetProperty("days")[0].GetString());
        cinema.FastForward(new DateTimeOffset(2026, 11, 23, 6, 0, 1, TimeSpan.FromHours(8)) - cinema.Clock.GetUtcNow());
        today = await DayAsync(cinema, cinemaId);
        Assert.Equal("2026-11-23", Text(today, "businessDay"));
        Assert.Equal("2026-11-23", today.GetProperty("days")[0].GetString());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_day_is_grouped_by_film_in_the_order_of_time(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var cinemaId = (await cinema.ShowingAsync()).Cinema.Id;
        var day = await DayAsync(cinema, cinemaId, "2026-11-23");

        var films = day.GetProperty("films").EnumerateArray().ToList();
        Assert.True(films.Count >= 5);
        Assert.Equal(films.Count, films.Select(f => Text(f.GetProperty("film"), "id")).Distinct().Count());
        foreach (var film in films)
        {
            var times = film.GetProperty("showtimes").EnumerateArray().Select(s => s.GetProperty("startsAt").GetDateTimeOffset()).ToList();
            Assert.Equal(times.Order(), times);
            Assert.All(film.GetProperty("showtimes").EnumerateArray(), s => Assert.Equal(Text(film.GetProperty("film"), "id"), Text(s, "filmId")));
        }

        Assert.Empty((await DayAsync(cinema, cinemaId, "2030-01-01")).GetProperty("films").EnumerateArray());
        // This morning's first showtime has long closed, and says so.
        var closed = Showtimes(await DayAsync(cinema, cinemaId)).Where(s => s.GetProperty("startsAt").GetDateTimeOffset() < Cinema.Opening - TimeSpan.FromMinutes(15));
        Assert.All(closed, s => Assert.Equal("closed", Text(s, "saleState")));
        Assert.NotEmpty(closed);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_cancelled_showtime_is_left_out_and_its_own_page_says_so(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var day = showing.Showtime.BusinessDay.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(showing.Id, Showtimes(await DayAsync(cinema, showing.Cinema.Id, day)).Select(s => Text(s, "id")));
        var (manager, _) = await cinema.StaffAsync(StaffRole.DutyManager, showing.Cinema.Id);

        (await cinema.StaffPostAsync(manager, $"/api/v1/showtimes/{showing.Id}/cancellation")).ShouldBe(202);

        Assert.DoesNotContain(showing.Id, Showtimes(await DayAsync(cinema, showing.Cinema.Id, day)).Select(s => Text(s, "id")));
        await Cinema.EventuallyAsync(
            async () => Text((await cinema.Http.AskAsync($"/api/v1/showtimes/{showing.Id}")).ShouldBe(200).Body.GetProperty("showtime"), "saleState") == "cancelled",
            "its page says so", seconds: 3);
        (await (await cinema.GuestAsync()).HoldAsync(showing, ["A1"])).ShouldRefuse(422, "showtime-cancelled");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Prices_are_what_is_then_asked(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var page = (await cinema.Http.AskAsync($"/api/v1/showtimes/{showing.Id}")).ShouldBe(200).Body;
        var prices = page.GetProperty("prices").EnumerateArray().ToDictionary(p => Text(p, "zone"), p => p.GetProperty("listFen").GetInt64());
        var fee = page.GetProperty("showtime").GetProperty("serviceFeeFen").GetInt64();

        Assert.Equal(showing.Plan.Zones.Order(), prices.Keys.Order());
        Assert.Equal(prices.Values.Min(), page.GetProperty("showtime").GetProperty("priceFromFen").GetInt64());
        Assert.All(page.GetProperty("prices").EnumerateArray(), p => Assert.True(p.GetProperty("memberFen").GetInt64() <= p.GetProperty("listFen").GetInt64()));
        var order = await (await cinema.GuestAsync()).HoldsBestAsync(showing);
        Assert.All(order.Seats, seat => Assert.Equal(prices[seat.Zone] + fee, seat.PriceFen.Value));
        Assert.Equal(new Fen(order.Seats.Sum(s => s.PriceFen.Value)), order.TotalFen);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Films_say_when_they_play_next_and_from_which_price(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var films = (await cinema.Http.AskAsync("/api/v1/films")).ShouldBe(200).Body.EnumerateArray().ToList();
        Assert.Equal(12, films.Count);
        Assert.All(films, film =>
        {
            Assert.True(film.GetProperty("showtimes").GetInt32() > 0);
            Assert.True(film.GetProperty("nextStartsAt").GetDateTimeOffset() > Cinema.Opening - TimeSpan.FromMinutes(10));
            Assert.True(film.GetProperty("priceFromFen").GetInt64() >= 1000);
            Assert.True(film.GetProperty("film").GetProperty("minutes").GetInt32() > 60);
        });
        var filmId = Text(films[0].GetProperty("film"), "id");
        Assert.Equal(filmId, Text((await cinema.Http.AskAsync($"/api/v1/films/{filmId}")).ShouldBe(200).Body, "id"));
        var cinemaId = (await cinema.ShowingAsync()).Cinema.Id;
        var here = (await cinema.Http.AskAsync($"/api/v1/films?cinemaId={cinemaId}")).ShouldBe(200).Body.EnumerateArray().Sum(f => f.GetProperty("showtimes").GetInt32());
        Assert.InRange(here, 1, films.Sum(f => f.GetProperty("showtimes").GetInt32()) - 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_best_seats_are_free_together_and_can_be_had(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        for (var count = 1; count <= 6; count++)
        {
            var best = (await guest.PostAsync($"/api/v1/showtimes/{showing.Id}/best-seats", new { count })).ShouldBe(200);
            var seats = best.Body.GetProperty("seats").EnumerateArray().Select(s => s.GetString()!).ToArray();
            Assert.Equal(count, seats.Distinct().Count());
            Assert.Single(seats.Select(s => showing.Plan.Find(s)!.Row).Distinct());
            var order = await guest.HoldsAsync(showing, seats);
            (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        }

        var places = (await guest.PostAsync($"/api/v1/showtimes/{showing.Id}/best-seats", new { count = 2, accessible = true })).ShouldBe(200);
        Assert.Contains(places.Body.GetProperty("seats").EnumerateArray(), s => showing.Plan.Find(s.GetString()!)!.Kind == Cinemas.SeatKind.Wheelchair);
        var zone = showing.Plan.Zones[0];
        var inZone = (await guest.PostAsync($"/api/v1/showtimes/{showing.Id}/best-seats", new { count = 3, zone })).ShouldBe(200);
        Assert.All(inZone.Body.GetProperty("seats").EnumerateArray(), s => Assert.Equal(zone, showing.Plan.Find(s.GetString()!)!.Zone));
    }

    private static async Task<(string CinemaId, string ShowtimeId)> AfterMidnightAsync(Cinema cinema)
    {
        var midnight = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.FromHours(8));
        await using var db = cinema.Database.Read();
        var row = await db.GetTable<ShowtimeRow>()
            .Where(s => s.StartsAt >= midnight && s.StartsAt < midnight.AddHours(1))
            .OrderBy(s => s.StartsAt).FirstAsync();
        return (row.CinemaId, row.Id);
    }

    private static async Task<JsonElement> DayAsync(Cinema cinema, string cinemaId, string? date = null) =>
        (await cinema.Http.AskAsync($"/api/v1/cinemas/{cinemaId}/showtimes" + (date is null ? "" : "?date=" + date))).ShouldBe(200).Body;

    private static IEnumerable<JsonElement> Showtimes(JsonElement day) =>
        day.GetProperty("films").EnumerateArray().SelectMany(film => film.GetProperty("showtimes").EnumerateArray());

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;
}
