using CinemaCx.Platform.Data;
using Xunit;

namespace CinemaCx.Tests.Events;

/// <summary>Small writes that come together are made as one; each gets its own answer.</summary>
public sealed class WritesThatComeTogether
{
    private const int Clients = 64;

    [Fact]
    public async Task Each_gets_its_own_answer_and_no_two_writes_are_under_way_at_once()
    {
        var (batches, atOnce, most) = (0, 0, 0);
        var gathering = new Gathering<int, int>(
            async items =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                batches++;
                Assert.InRange(items.Count, 1, 20);
                await Task.Delay(5);
                Interlocked.Decrement(ref atOnce);
                return [.. items.Select(i => i * 10)];
            },
            most: 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => gathering.WriteAsync(i))));

        Assert.Equal(Enumerable.Range(0, Clients).Select(i => i * 10), answers);
        Assert.Equal(1, most);
        Assert.InRange(batches, Clients / 20, Clients / 2);
    }

    [Fact]
    public async Task Whoever_is_alone_waits_for_nobody()
    {
        var gathering = new Gathering<int, int>(items => Task.FromResult<IReadOnlyList<int>>([.. items]), most: 20);
        for (var i = 0; i < 100; i++) Assert.Equal(i, await gathering.WriteAsync(i).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_write_that_fails_fails_for_all_in_it_and_for_nobody_after()
    {
        var begun = new TaskCompletionSource();
        var fails = true;
        var gathering = new Gathering<int, int>(
            async items =>
            {
                await begun.Task;
                if (fails) throw new InvalidOperationException("the disk is full");
                return [.. items];
            },
            most: 20);

        var first = gathering.WriteAsync(1);
        var (second, third) = (gathering.WriteAsync(2), gathering.WriteAsync(3));
        begun.SetResult();
        foreach (var write in new[] { first, second, third }) await Assert.ThrowsAsync<InvalidOperationException>(() => write);

        fails = false;
        Assert.Equal(4, await gathering.WriteAsync(4).WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
