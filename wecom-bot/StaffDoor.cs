using CinemaCx.Connectors;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Web;

namespace CinemaCx.WecomBot;

/// <summary>The door staff come in by, and the house's clockwork: whoever runs it delivers events, settles payments and sends refunds.</summary>
public static class StaffDoor
{
    public static void AddStaffDoor(this WebApplicationBuilder builder)
    {
        builder.AddFloor();
        builder.Services.AddCinemaCx();
        builder.Services.AddConnectors(builder.Configuration);
        builder.Services.AddOutboxDispatcher();
        builder.Services.AddHousekeeping();
        builder.Services.AddApiDescription("CinemaCx staff API", "Token made by the operator for one employee");
    }

    public static void MapStaffDoor(this WebApplication app)
    {
        app.UseFloor();
        app.UseStaffTokens();

        app.MapHealth();
        app.MapApiDescription("CinemaCx 员工接口");

        var api = app.MapGroup("/api/v1");
        api.MapEntries();
        api.MapShowtimes();
    }
}
