using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;

namespace CinemaCx.Feedback;

/// <summary>Has comments checked after they are saved and staff are told: a slow platform delays nothing but the showing in public.</summary>
public sealed class CommentCheck(Database database, FeedbackQueries feedback, IEnumerable<ITextCheck> checks) : IEventHandler<CommentWritten>
{
    public async Task<Delivery> HandleAsync(CommentWritten news, CancellationToken cancellation)
    {
        var check = checks.FirstOrDefault();
        if (check is null) return Delivery.Done;
        var answer = await feedback.FindRowAsync(news.AnswerId, cancellation);
        if (answer is not { Comment: { } comment, TextState: TextState.Unchecked }) return Delivery.Done;
        if (await check.MayBeShownAsync(answer.GuestId, comment, cancellation) is not { } mayBeShown) return Delivery.Done;

        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        // A verdict is about these words; words that changed meanwhile have their own check under way.
        script.Do($"UPDATE answers SET text_state = {(mayBeShown ? "pass" : "risky")} WHERE id = {answer.Id} AND comment = {comment} AND text_state = 'unchecked'");
        await db.CommitAsync(script, cancellation);
        return Delivery.Done;
    }
}
