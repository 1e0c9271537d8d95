using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>Http mode: tells the platform at every start where card callbacks go and how they are signed.</summary>
internal sealed class DingTalkCallbackRoute(
    DingTalkClient client, DingTalkTokens tokens, IOptions<DingTalkOptions> options, ILogger<DingTalkCallbackRoute> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var account = options.Value;
        if (account.CallbackUrl.Length == 0)
            return;
        var request = new CardCallbackRegistrationRequest(account.CallbackRouteKey, account.CallbackUrl, account.CallbackSecret);
        for (var pause = TimeSpan.FromSeconds(1); !stoppingToken.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryAsync(request, stoppingToken))
                return;
            await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryAsync(CardCallbackRegistrationRequest request, CancellationToken cancellation)
    {
        try
        {
            var response = await tokens.CallAsync(token => client.RegisterCardCallbackAsync(request, token, cancellation), cancellation);
            if (response.IsSuccessful())
                return true;
            logger.LogWarning("DingTalk did not take the address for card callbacks: {Answer}", response.Describe());
        }
        catch (CommonException e)
        {
            logger.LogWarning(e, "DingTalk could not be told the address for card callbacks");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }
        return false;
    }
}
