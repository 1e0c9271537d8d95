using CinemaCx.Platform.Data;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Events;

/// <summary>What is asked often comes from memory: never older than promised, read once for all who ask, and where many ask nobody waits.</summary>
public sealed class AnswersFromMemory
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly TestClock _clock = new(new DateTimeOffset(2026, 3, 6, 20, 0, 0, TimeSpan.Zero));
    private readonly List<TaskCompletionSource<string>> _reads = [];
    private readonly FreshMemory<string, string> _memory;

    public AnswersFromMemory() => _memory = new FreshMemory<string, string>(
        _ =>
        {
            lock (_reads)
            {
                _reads.Add(new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
                return _reads[^1].Task;
            }
        },
        Age,
        _clock);

    [Fact]
    public async Task However_many_ask_at_once_one_reads()
    {
        var asked = Crowd.AtOnceAsync(Crowd.Size, _ => AskAsync());
        await ReadsAsync(1);
        _reads[0].SetResult("one");

        Assert.All(await asked, answer => Assert.Equal("one", answer));
        Assert.Single(_reads);
    }

    [Fact]
    public async Task In_its_last_quarter_it_is_read_anew_and_nobody_waits()
    {
        await FirstAsync();
        _clock.FastForward(Age * 0.7);
        Assert.Equal("one", await AskAsync());
        Assert.Single(_reads);

        _clock.FastForward(Age * 0.1);
        Assert.All(await Crowd.AtOnceAsync(Crowd.Size, _ => AskAsync()), answer => Assert.Equal("one", answer));
        await ReadsAsync(2);
        _reads[1].SetResult("two");
        await Cinema.EventuallyAsync(async () => await AskAsync() == "two", "the new answer is given");
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task What_is_too_old_is_given_to_nobody_however_long_the_reading_takes()
    {
        await FirstAsync();
        _clock.FastForward(Age * 0.8);
        await AskAsync();
        await ReadsAsync(2);

        _clock.FastForward(Age * 0.3);
        var waiting = AskAsync();
        Assert.False(waiting.IsCompleted);
        _reads[1].SetResult("two");
        Assert.Equal("two", await waiting);
    }

    [Fact]
    public async Task After_a_change_nobody_gets_what_was_read_before_it()
    {
        await FirstAsync();
        _clock.FastForward(Age * 0.8);
        await AskAsync();
        await ReadsAsync(2);

        _memory.Forget();
        var asked = AskAsync();
        _reads[1].SetResult("read before the change");
        await ReadsAsync(3);
        _reads[2].SetResult("changed");

        Assert.Equal("changed", await asked);
        Assert.Equal("changed", await AskAsync());
    }

    [Fact]
    public async Task A_reading_that_fails_leaves_what_stands_to_those_who_asked_and_is_tried_again()
    {
        await FirstAsync();
        _clock.FastForward(Age * 0.8);
        Assert.Equal("one", await AskAsync());
        await ReadsAsync(2);
        _reads[1].SetException(new InvalidOperationException("the database is away"));
        await Cinema.EventuallyAsync(
            () =>
            {
                _ = AskAsync();
                lock (_reads) return Task.FromResult(_reads.Count == 3);
            },
            "it is read a third time");
        _reads[2].SetResult("three");
        Assert.Equal("three", await AskAsync());
    }

    private Task<string> AskAsync() => _memory.GetAsync("key", CancellationToken.None);

    private async Task FirstAsync()
    {
        var first = AskAsync();
        await ReadsAsync(1);
        _reads[0].SetResult("one");
        Assert.Equal("one", await first);
    }

    private Task ReadsAsync(int count) => Cinema.EventuallyAsync(
        () =>
        {
            lock (_reads) return Task.FromResult(_reads.Count == count);
        },
        $"it was read {count} times");
}
