namespace CinemaCx.Connectors.WeChat;

/// <summary>Error code -1: the platform did nothing and asks to be asked again shortly.</summary>
internal static class Busy
{
    private static readonly int[] PausesInMilliseconds = [100, 300];

    public static async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellation) where T : WechatApiResponse
    {
        var response = await call();
        foreach (var pause in PausesInMilliseconds)
        {
            if (response.ErrorCode != -1)
                break;

            // A platform is waited for in real time, whatever the clock of the business says.
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellation);
            response = await call();
        }
        return response;
    }
}
