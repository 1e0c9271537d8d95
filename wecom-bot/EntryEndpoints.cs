using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Staff;
using CinemaCx.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CinemaCx.WecomBot;

/// <param name="TicketCode">What the QR code of the e-stub says.</param>
internal sealed record EntryBody(string? TicketCode);

internal static class EntryEndpoints
{
    public static void MapEntries(this IEndpointRouteBuilder api) =>
        api.MapPost("/entries", EnterAsync).WithName("enterHall").For(StaffRole.Usher, StaffRole.DutyManager, StaffRole.GeneralManager)
            .WithTags("Entries").WithSummary("Let in whoever shows this ticket; it works once").Refuses(400, 401, 403, 404, 409, 413, 415, 422);

    private static async Task<Ok<TicketView>> EnterAsync(StaffCaller caller, EntryBody body, EnterHall enter, CancellationToken cancellation)
    {
        var code = body.TicketCode?.Trim().ToUpperInvariant();
        if (string.IsNullOrEmpty(code) || code.Length > 64 || code.Contains('\0')) throw new Refusal(400, "ticket-code-required", "请扫描电影票二维码");
        return TypedResults.Ok(await enter.RunAsync(caller.Member, code, cancellation));
    }
}
