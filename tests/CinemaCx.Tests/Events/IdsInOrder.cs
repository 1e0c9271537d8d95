using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Races;
using Xunit;

namespace CinemaCx.Tests.Events;

/// <summary>Ids sort by the time they were made, also inside a millisecond: lists say "newest first" by them.</summary>
public sealed class IdsInOrder
{
    private static readonly DateTimeOffset At = new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero);

    // A house of its own: others in this process live at other hours.
    private readonly IdOrder _order = new();

    [Fact]
    public void Those_of_one_millisecond_sort_as_they_were_made()
    {
        var made = Enumerable.Range(0, 1_000).Select(_ => Id.New("ord", At, _order)).ToList();
        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.All(made, id => Assert.Equal(30, id.Length));
    }

    [Fact]
    public void Later_milliseconds_sort_after_full_ones()
    {
        // More than a millisecond counts: what is beyond sorts with the others of its millisecond, and never after the next one's.
        var made = Enumerable.Range(0, 10_000).Select(_ => Id.New("ord", At.AddMilliseconds(1), _order)).ToList();
        Assert.Equal(made.Count, made.Distinct(StringComparer.Ordinal).Count());
        var next = Id.New("ord", At.AddMilliseconds(2), _order);
        Assert.All(made, id => Assert.True(string.CompareOrdinal(id, next) < 0));
        Assert.All(made, id => Assert.True(string.CompareOrdinal(Id.New("ord", At, _order), id) < 0));
    }

    [Fact]
    public async Task Each_of_many_at_once_makes_hers_in_order_and_none_twice()
    {
        var made = await Crowd.AtOnceAsync(Crowd.Size, _ => Task.Run(() => Enumerable.Range(0, 100).Select(_ => Id.New("ord", At.AddMilliseconds(3), _order)).ToList()));
        Assert.All(made, hers => Assert.Equal(hers.Order(StringComparer.Ordinal), hers));
        Assert.Equal(Crowd.Size * 100, made.SelectMany(hers => hers).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task No_place_of_a_millisecond_is_taken_twice()
    {
        var places = await Crowd.AtOnceAsync(Crowd.Size, _ => Task.Run(() => Enumerable.Range(0, 100).Select(_ => _order.PlaceWithin(7)).ToList()));
        Assert.Equal(Enumerable.Range(0, Crowd.Size * 100).Select(place => (long)place), places.SelectMany(hers => hers).Order());
    }
}
