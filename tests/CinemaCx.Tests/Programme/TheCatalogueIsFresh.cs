using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Programme;

public sealed class TheCatalogueIsFresh
{
    private const string Row = "C1,1,001X00012025,2026-11-22,24:40,国语,2D,45,60,40";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_another_instance_changed_is_seen_within_a_second(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(Row));
        var id = (await house.RowsAsync<ShowtimeRow>()).Single().Id;
        Assert.Equal(SaleState.OnSale, (await house.Catalog.OneAsync(id, CancellationToken.None)).SaleStateAt(house.Time.GetUtcNow()));

        await using (var db = house.Database.Read())
            await db.GetTable<ShowtimeRow>().Where(s => s.Id == id).Set(s => s.CancelledAt, house.Time.GetUtcNow()).UpdateAsync();
        Assert.Null((await house.Catalog.OneAsync(id, CancellationToken.None)).Showtime.CancelledAt);
        house.Time.Advance(TimeSpan.FromSeconds(1));
        var showing = await house.Catalog.OneAsync(id, CancellationToken.None);
        Assert.Equal(SaleState.Cancelled, showing.SaleStateAt(house.Time.GetUtcNow()));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task However_many_ask_one_reads(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(Row));
        var id = (await house.RowsAsync<ShowtimeRow>()).Single().Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => house.Catalog.FindAsync(id, CancellationToken.None))));
        Assert.Single(answers.Distinct(ReferenceEqualityComparer.Instance));

        house.Time.Advance(TimeSpan.FromSeconds(1));
        var later = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => house.Catalog.FindAsync(id, CancellationToken.None))));
        Assert.Single(later.Distinct(ReferenceEqualityComparer.Instance));
        Assert.NotSame(answers[0], later[0]);
        Assert.Same(answers[0]!.Plan, later[0]!.Plan);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_unknown_id_is_nothing_and_then_something_once_it_exists(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        Assert.Null(await house.Catalog.FindAsync("sht_nobody", CancellationToken.None));
        var refusal = await Assert.ThrowsAsync<Platform.Primitives.Refusal>(() => house.Catalog.OneAsync("sht_nobody", CancellationToken.None));
        Assert.Equal((404, "showtime-not-found"), (refusal.Status, refusal.Code));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_films_lowest_price_raised_later_raises_the_price(string backing)
    {
        await using var house = await ProgrammeHouse.OpenAsync(backing);
        await house.ImportAsync(Sheets.With(Row));
        await house.ImportAsync(Sheets.Csv("films.csv", Sheets.FilmText.Replace("120,30", "120,50", StringComparison.Ordinal)));
        var showing = await house.Catalog.OneAsync((await house.RowsAsync<ShowtimeRow>()).Single().Id, CancellationToken.None);
        Assert.Equal((5000L, 5000L, 6000L), (showing.Prices["A"].ListFen.Value, showing.Prices["A"].MemberFen!.Value.Value, showing.Prices["L"].ListFen.Value));
    }
}
