namespace CinemaCx.Tests.Races;

/// <summary>Many who want the same thing at the same moment.</summary>
internal static class Crowd
{
    /// <summary>As many as every race of the house is run with, at least.</summary>
    public const int Size = 32;

    /// <summary>All are let go together; the result is what each of them got.</summary>
    public static async Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> act)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runners = Enumerable.Range(0, count).Select(async i =>
        {
            await start.Task;
            return await act(i);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(runners);
    }

    /// <summary>Plays round after round, at most so many, until one goes as asked for.</summary>
    public static async Task<bool> EverAsync(int rounds, Func<Task<bool>> play)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (await play()) return true;
        }

        return false;
    }
}
