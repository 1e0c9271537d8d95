namespace CinemaCx.Platform.Data;

/// <summary>
/// Small writes that come together are made as one: who comes while a write is under way waits for the next, which takes all that wait. Alone, nobody
/// waits for company.
/// </summary>
/// <param name="together">Makes one write of several; answers in their order. What it throws, each of them gets.</param>
/// <param name="most">At most so many in one write.</param>
public sealed class Gathering<TItem, TResult>(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> together, int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<(TItem Item, TaskCompletionSource<TResult> Answer)> _waiting = new();
    private bool _atWork;

    public Task<TResult> WriteAsync(TItem item)
    {
        var answer = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((item, answer));
            if (_atWork) return answer.Task;
            _atWork = true;
        }

        _ = WorkAsync();
        return answer.Task;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            var batch = new List<(TItem Item, TaskCompletionSource<TResult> Answer)>();
            lock (_gate)
            {
                while (batch.Count < most && _waiting.TryDequeue(out var next)) batch.Add(next);
                _atWork = batch.Count > 0;
                if (!_atWork) return;
            }

            try
            {
                var results = await together(batch.ConvertAll(b => b.Item));
                for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(results[i]);
            }
            catch (Exception e)
            {
                foreach (var (_, answer) in batch) answer.TrySetException(e);
            }
        }
    }
}
