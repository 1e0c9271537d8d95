namespace CinemaCx.Standalone;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var verb = args.FirstOrDefault(a => !a.StartsWith('-'));
        return verb switch
        {
            "audit" => await Verbs.AuditAsync(args),
            "import" => await Verbs.ImportAsync(args),
            "staff-token" => await Verbs.StaffTokenAsync(args),
            null or "run" => await RunAsync(args),
            _ when IsOptionValue(args, verb) => await RunAsync(args),
            _ => await Verbs.ExplainAsync(verb),
        };
    }

    private static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var house = await StandaloneHouse.StartAsync(HouseSettings.Read(args), TimeProvider.System, HouseSettings.Log);
            await Console.Out.WriteLineAsync(Welcome.Of(house));
            await house.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is IOException or Microsoft.Extensions.Options.OptionsValidationException or Garnet.common.GarnetException)
        {
            // A taken port, a folder that cannot be written, a setting that makes no sense: the owner can mend it, so no stack trace.
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static bool IsOptionValue(string[] args, string word)
    {
        var at = Array.IndexOf(args, word);
        return at > 0 && StandaloneOptions.Switches.ContainsKey(args[at - 1]);
    }
}
