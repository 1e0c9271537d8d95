using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;
using CinemaCx.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;
using QRCoder;

namespace CinemaCx.MiniProgramApi;

/// <param name="QrSvg">The QR code as an SVG picture that scales.</param>
internal sealed record EStub(TicketView Ticket, string QrSvg);

internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder api) =>
        api.MapGroup("/tickets").WithTags("Tickets")
            .MapGet("/{id}", GetAsync).WithName("getTicket").Demand(GuestDemand.Known).Limit(GuestLimits.Read).WithSummary("The e-stub").Refuses(401, 404);

    private static async Task<Ok<EStub>> GetAsync(Caller caller, string id, TicketQueries tickets, CancellationToken cancellation)
    {
        var ticket = await tickets.GetAsync(caller.GuestId, id, cancellation);
        using var data = QRCodeGenerator.GenerateQrCode(ticket.Code, QRCodeGenerator.ECCLevel.M);
        using var qr = new SvgQRCode(data);
        return TypedResults.Ok(new EStub(ticket, qr.GetGraphic(4, "#000", "#fff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute)));
    }
}
