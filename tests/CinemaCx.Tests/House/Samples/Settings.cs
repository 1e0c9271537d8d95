// What the guard of appsettings.sample.json is shown.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
namespace CinemaCx.Tests.House.Samples.Settings;

internal sealed class OvenOptions
{
    public const string Section = "Samples:Oven";

    public int Degrees { get; set; }

    public TimeSpan Wait { get; set; }

    public Tray Tray { get; set; } = new();

    public string[] Names { get; set; } = [];

    public IList<string> Shelves { get; } = [];

    public bool IsHot => Degrees > 60;
}

internal sealed class Tray
{
    public int Size { get; set; }
}

internal sealed class HomelessOptions
{
    public int Degrees { get; set; }
}
