using CinemaCx.Feedback;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>The platform's check decides who may read a comment, and never holds up anything.</summary>
public sealed class CheckingComments
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_verdict_counts_for_the_words_it_was_given_for(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        var id = Answers.NewId();
        await SayAsync("骂人的话");

        await CheckAsync(_ => Task.FromResult<bool?>(null));
        Assert.Equal(TextState.Unchecked, await StateAsync());
        await CheckAsync(words => Task.FromResult<bool?>(!words.Contains("骂人", StringComparison.Ordinal)));
        Assert.Equal(TextState.Risky, await StateAsync());

        await SayAsync("好好说话");
        Assert.Equal(TextState.Unchecked, await StateAsync());
        // While the platform thinks, she changes her words: its verdict is of no use any more.
        await CheckAsync(async _ =>
        {
            await SayAsync("又是骂人的话");
            return true;
        });
        Assert.Equal(TextState.Unchecked, await StateAsync());
        await CheckAsync(_ => Task.FromResult<bool?>(true));
        Assert.Equal(TextState.Pass, await StateAsync());

        async Task SayAsync(string comment) => Assert.InRange((await cinema.GiveAsync(new { id, touchpoint = code, device = "phone-1", stars = 2, comment })).Status, 200, 201);
        async Task<TextState> StateAsync() => (await cinema.AnswersAsync()).Single().TextState;
        async Task CheckAsync(Func<string, Task<bool?>> verdict) =>
            await new CommentCheck(cinema.Database, cinema.Service<FeedbackQueries>(), [new Platform(verdict)]).HandleAsync(new CommentWritten(id, 1), CancellationToken.None);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_a_platform_comments_stay_unchecked(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var id = Answers.NewId();
        await cinema.GiveAsync(new { id, touchpoint = await cinema.TouchpointAsync(TouchpointKind.Washroom), device = "phone-1", stars = 5, comment = "很好" });

        await new CommentCheck(cinema.Database, cinema.Service<FeedbackQueries>(), []).HandleAsync(new CommentWritten(id, 1), CancellationToken.None);

        Assert.Equal(TextState.Unchecked, Assert.Single(await cinema.AnswersAsync()).TextState);
    }

    private sealed class Platform(Func<string, Task<bool?>> verdict) : ITextCheck
    {
        public Task<bool?> MayBeShownAsync(string? guestId, string comment, CancellationToken cancellation) => verdict(comment);
    }
}
