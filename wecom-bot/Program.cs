using CinemaCx.Platform.Web;

namespace CinemaCx.WecomBot;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddStaffDoor();
        return DoorProgram.RunAsync(builder.Build(), StaffDoor.MapStaffDoor, CinemaCxModules.Schema);
    }
}
