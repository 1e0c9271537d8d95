using CinemaCx.Platform.Web;

namespace CinemaCx.Standalone;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            var verb = Verbs.Words(args).FirstOrDefault();
            return verb switch
            {
                "audit" => await Verbs.AuditAsync(args),
                "import" => await Verbs.ImportAsync(args),
                "staff-token" => await Verbs.StaffTokenAsync(args),
                null or "run" => await RunAsync(args),
                _ => await Verbs.ExplainAsync(verb),
            };
        }
        catch (Exception e) when (Mendable(e) is not null)
        {
            await System.Console.Error.WriteLineAsync(Mendable(e)!.ReplaceLineEndings(" "));
            return DoorProgram.CannotBegin;
        }
    }

    private static string? Mendable(Exception e) => e is Garnet.common.GarnetException ? "The embedded Redis cannot start: " + e.Message : DoorProgram.Mendable(e);

    private static async Task<int> RunAsync(string[] args)
    {
        await using var house = await StandaloneHouse.StartAsync(HouseSettings.Read(args), TimeProvider.System, HouseSettings.Log);
        await System.Console.Out.WriteLineAsync(Welcome.Of(house));
        await house.WaitForShutdownAsync();
        return 0;
    }
}
