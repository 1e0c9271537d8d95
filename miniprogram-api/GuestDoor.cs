using CinemaCx.Connectors;
using CinemaCx.Platform.Web;
using CinemaCx.Platform.Web.RateLimiting;

namespace CinemaCx.MiniProgramApi;

/// <summary>The door guests come in by: the mini-program's API and what WeChat and the payment platform tell by themselves.</summary>
public static class GuestDoor
{
    public static void AddGuestDoor(this WebApplicationBuilder builder)
    {
        builder.AddFloor();
        builder.Services.AddCinemaCx();
        builder.Services.AddConnectors(builder.Configuration);
        builder.Services.AddRateLimits(GuestLimits.All);
        builder.Services.AddSingleton<SurveyTaking>();
        builder.Services.AddSingleton<SurveyDesk>();
        builder.Services.AddApiDescription("CinemaCx guest API", "Token of POST /api/v1/sessions");
    }

    public static void MapGuestDoor(this WebApplication app)
    {
        app.UseFloor();
        app.UseSurveyRefusals();
        app.UseGuestSessions();
        app.UseRateLimits();

        app.MapHealth();
        app.MapPaymentCallbacks();
        app.MapWeChatPush();
        app.MapApiDescription("CinemaCx 观众小程序接口");

        var api = app.MapGroup("/api/v1");
        api.MapSessions();
        api.MapMe();
        api.MapCinemas();
        api.MapShowtimes();
        api.MapSeats();
        api.MapOrders();
        api.MapCoupons();
        api.MapSavedFilms();
        api.MapLoyalty();
        api.MapMessages();
        api.MapTickets();
        api.MapFeedback();
        app.MapSurvey();
    }
}
