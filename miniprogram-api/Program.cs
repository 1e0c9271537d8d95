using CinemaCx.Platform.Web;

namespace CinemaCx.MiniProgramApi;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddGuestDoor();
        return DoorProgram.RunAsync(builder.Build(), GuestDoor.MapGuestDoor, CinemaCxModules.Schema);
    }
}
