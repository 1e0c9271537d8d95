using CinemaCx.Platform.Web;

namespace CinemaCx.MiniProgramApi;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddGuestDoor();
        var app = builder.Build();
        app.MapGuestDoor();
        return DoorProgram.RunAsync(app, CinemaCxModules.Schema);
    }
}
