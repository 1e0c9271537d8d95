using CinemaCx.Connectors.SelfTests;
using CinemaCx.Platform.Web;

namespace CinemaCx.WecomBot;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var isSelfTest = args is ["self-test", ..];
        var builder = WebApplication.CreateBuilder(isSelfTest ? args[1..] : args);
        builder.AddStaffDoor();
        var app = builder.Build();
        return isSelfTest ? TestAsync(app) : DoorProgram.RunAsync(app, StaffDoor.MapStaffDoor, CinemaCxModules.Schema);
    }

    /// <summary><c>self-test</c>: looks at the connections of a house that runs, with this program's settings.</summary>
    /// <returns>Exit code: 0 when all is well, 1 when something must be mended.</returns>
    private static async Task<int> TestAsync(WebApplication app)
    {
        await using var door = app;
        var report = await app.Services.GetRequiredService<SelfTest>().RunAsync(CancellationToken.None);
        foreach (var line in report.Lines)
        {
            var mark = line.State switch { SelfTestState.Ok => "正常", SelfTestState.Off => "未用", _ => "有误" };
            await System.Console.Out.WriteLineAsync($"{mark}  {line.Part,-20} {line.Sentence}{(line.Setting is null ? "" : $"  [{line.Setting}]")}");
        }

        return report.IsSound ? 0 : 1;
    }
}
