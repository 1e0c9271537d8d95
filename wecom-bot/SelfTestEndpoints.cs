using CinemaCx.Connectors.SelfTests;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

internal static class SelfTestEndpoints
{
    public static void MapSelfTests(this IEndpointRouteBuilder api) =>
        api.MapPost("/self-tests", RunAsync).WithName("runSelfTest").For(StaffRole.GeneralManager).WithTags("Operations")
            .WithSummary("Walk every connection to a platform and every callback, and say what is set wrong").Refuses(401, 403);

    private static async Task<Ok<SelfTestReport>> RunAsync(StaffCaller caller, SelfTest test, CancellationToken cancellation) => TypedResults.Ok(await test.RunAsync(cancellation));
}
