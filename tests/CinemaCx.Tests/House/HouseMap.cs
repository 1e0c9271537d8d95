using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;
using Type = System.Type;

namespace CinemaCx.Tests.House;

/// <summary>Where the house's assemblies, sources and projects are, for the guards.</summary>
internal static class HouseMap
{
    public static readonly string Root = FindRoot();

    public static readonly Assembly Platform = Assembly.Load("CinemaCx.Platform");
    public static readonly Assembly Business = Assembly.Load("CinemaCx");
    public static readonly Assembly Connectors = Assembly.Load("CinemaCx.Connectors");
    public static readonly Assembly Simulators = Assembly.Load("CinemaCx.Simulators");
    public static readonly Assembly GuestDoor = Assembly.Load("CinemaCx.MiniProgramApi");
    public static readonly Assembly StaffDoor = Assembly.Load("CinemaCx.WecomBot");
    public static readonly Assembly Console = Assembly.Load("CinemaCx.Console");
    public static readonly Assembly Standalone = Assembly.Load("CinemaCx.Standalone");

    public static readonly IReadOnlyList<Assembly> Production =
        [Platform, Business, Connectors, Simulators, Console, GuestDoor, StaffDoor, Standalone];

    private static readonly ConcurrentDictionary<Assembly, Lazy<IReadOnlyList<IType>>> Loaded = new();

    private static readonly string[] SourceFolders = ["src", "miniprogram-api", "wecom-bot", "tests"];

    /// <summary>The types of an assembly with everything their bodies, signatures and attributes name.</summary>
    public static IReadOnlyList<IType> TypesOf(Assembly assembly) => Loaded.GetOrAdd(assembly, _ => new(() =>
        [.. new ArchLoader().LoadAssembly(assembly).Build().Types.Where(type => type.Assembly.FullName == assembly.FullName)])).Value;

    /// <summary>The deliberately wrong types a rule is shown to prove that it can fail.</summary>
    public static IReadOnlyList<IType> Samples(string @namespace) => [.. TypesOf(typeof(HouseMap).Assembly).Where(type => IsIn(type, @namespace))];

    public static bool IsIn(IType type, string @namespace) => IsIn(type.FullName, @namespace);

    public static bool IsIn(string fullName, string @namespace) => fullName.StartsWith(@namespace + ".", StringComparison.Ordinal);

    /// <summary>Types as people wrote them: nothing the compiler made.</summary>
    public static IEnumerable<Type> Written(Assembly assembly) => assembly.GetTypes().Where(type =>
        !type.FullName!.Contains('<') && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !IsGenerated(type));

    public static IEnumerable<string> Projects() => Files(SourceFolders, "*.csproj");

    public static IEnumerable<string> CSharpFiles() => Files(SourceFolders, "*.cs");

    /// <summary>Projects and the settings files beside the solution.</summary>
    public static IEnumerable<string> BuildFiles() =>
        Projects().Concat(Files(SourceFolders, "*.props")).Concat(Files(SourceFolders, "*.targets")).Concat(Directory.EnumerateFiles(Root, "*.props"));

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> Files(IEnumerable<string> folders, string pattern) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
        .Where(file => !Relative(file).Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
        .Order(StringComparer.Ordinal);

    // Source generators of the framework write types of their own into our assemblies.
    private static bool IsGenerated(Type type) =>
        type.Namespace is { } name && (name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal));

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        foreach (var start in new[] { Path.GetDirectoryName(thisFile), AppContext.BaseDirectory })
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "CinemaCx.sln")))
                    return folder;

        throw new InvalidOperationException("The guards read the sources; CinemaCx.sln is in no folder above the tests.");
    }
}
