using CinemaCx.Platform.Web;

namespace CinemaCx.WecomBot;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddStaffDoor();
        var app = builder.Build();
        app.MapStaffDoor();
        return DoorProgram.RunAsync(app, CinemaCxModules.Schema);
    }
}
