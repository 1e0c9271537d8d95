using ArchUnitNET.Domain;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>A module names only modules of a lower rank; news travels up as an event.</summary>
public sealed class ModuleRanks
{
    private const string Samples = "CinemaCx.Tests.House.Samples.Ranks";

    // Rooms of the business assembly that are no modules: they may name any module, and no module names them.
    private static readonly string[] BesideTheModules = ["", "Migrations"];

    private static IReadOnlyList<IReadOnlyList<string>> Ranks => CinemaCxModules.Ranks;

    [Fact]
    public void Every_module_names_only_modules_of_lower_rank()
    {
        var types = HouseMap.TypesOf(HouseMap.Business);

        Assert.Empty(Violations(types, "CinemaCx", Ranks));
        Assert.True(types.Count > 60, $"the rule saw only {types.Count} types: is it looking at the right assembly?");
    }

    [Fact]
    public void Every_module_leans_only_on_lower_ones_in_its_using_block()
    {
        var files = HouseMap.CSharpFiles().Where(file => HouseMap.Relative(file).StartsWith("src/CinemaCx/", StringComparison.Ordinal)).ToList();

        Assert.Empty(files.SelectMany(file => UsingViolations(HouseMap.Relative(file), File.ReadAllText(file))));
        Assert.True(files.Count > 40, $"the rule saw only {files.Count} files");
    }

    [Fact]
    public void The_ranked_list_and_the_folders_are_the_same_modules()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(HouseMap.Root, "src", "CinemaCx"))
            .Select(folder => Path.GetFileName(folder))
            .Except(["bin", "obj", .. BesideTheModules]);

        Assert.Equal(Ranks.SelectMany(rank => rank).Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    /// <summary>Each of these is another way for a body to name a type; the rule has to see them all.</summary>
    [Theory]
    [InlineData("NamesInField")]
    [InlineData("NamesInSignature")]
    [InlineData("NamesAfterAwait")]
    [InlineData("NamesInLambda")]
    [InlineData("NamesInIterator")]
    [InlineData("NamesInLocalFunction")]
    [InlineData("NamesAsGenericArgument")]
    [InlineData("NamesInAttribute")]
    [InlineData("NamesByTypeof")]
    [InlineData("NamesInInitializer")]
    [InlineData("NamesSameRank")]
    public void A_type_that_names_a_module_not_lower_is_reported(string type) =>
        Assert.Contains(SampleViolations(), violation => violation.StartsWith($"{Samples}.Lower.{type} ", StringComparison.Ordinal));

    [Fact]
    public void A_type_that_names_a_lower_module_or_its_own_is_not_reported() =>
        Assert.DoesNotContain(SampleViolations(), violation => violation.StartsWith($"{Samples}.Upper.NamesDownward ", StringComparison.Ordinal));

    [Fact]
    public void A_module_nobody_ranked_is_reported() =>
        Assert.Contains($"{Samples}.Unranked.Stray is in no ranked module", SampleViolations());

    [Fact]
    public void A_module_that_names_the_room_above_all_modules_is_reported() =>
        Assert.Contains(SampleViolations(), violation => violation.StartsWith($"{Samples}.Lower.NamesTheRoot ", StringComparison.Ordinal));

    [Theory]
    [InlineData("src/CinemaCx/Seats/Hold.cs", "using CinemaCx.Orders;", true)]
    [InlineData("src/CinemaCx/Seats/Hold.cs", "using static CinemaCx.Tickets.Entry;", true)]
    [InlineData("src/CinemaCx/Seats/Hold.cs", "using Order = CinemaCx.Orders.Order;", true)]
    [InlineData("src/CinemaCx/Seats/Hold.cs", "using CinemaCx.Showtimes;", false)]
    [InlineData("src/CinemaCx/Seats/Hold.cs", "using CinemaCx.Platform.Data;", false)]
    public void A_using_of_a_module_not_lower_is_reported(string file, string text, bool wrong) =>
        Assert.Equal(wrong, UsingViolations(file, text).Any());

    private static IReadOnlyList<string> SampleViolations() =>
        Violations(HouseMap.Samples(Samples), Samples, [["Lower", "Sibling"], ["Upper"]]);

    private static IReadOnlyList<string> Violations(IEnumerable<IType> types, string root, IReadOnlyList<IReadOnlyList<string>> ranks)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in types.Where(type => HouseMap.IsIn(type, root)))
        {
            var module = Room.Of(type.FullName, type.Namespace.FullName, root);
            if (BesideTheModules.Contains(module)) continue;
            if (RankOf(module, ranks) is not { } rank)
            {
                found.Add($"{type.FullName} is in no ranked module");
                continue;
            }

            foreach (var target in type.Dependencies.Select(dependency => dependency.Target).Where(target => HouseMap.IsIn(target, root)))
            {
                var other = Room.Of(target.FullName, target.Namespace.FullName, root);
                if (other == module) continue;
                if (BesideTheModules.Contains(other) || RankOf(other, ranks) >= rank)
                    found.Add($"{type.FullName} (rank {rank}) names {target.FullName}");
            }
        }
        return [.. found];
    }

    // Constants and nameof leave no trace in the assembly, but they need the using.
    private static IEnumerable<string> UsingViolations(string file, string text)
    {
        var module = file.Split('/')[2];
        if (RankOf(module, Ranks) is not { } rank) yield break;
        foreach (var line in text.Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal)))
            foreach (var other in Ranks.Skip(rank).SelectMany(names => names).Where(other => other != module))
                if (line.Contains($"CinemaCx.{other};", StringComparison.Ordinal) || line.Contains($"CinemaCx.{other}.", StringComparison.Ordinal))
                    yield return $"{file} (rank {rank}): {line.TrimEnd()}";
    }

    private static int? RankOf(string module, IReadOnlyList<IReadOnlyList<string>> ranks)
    {
        for (var rank = 0; rank < ranks.Count; rank++)
            if (ranks[rank].Contains(module))
                return rank;
        return null;
    }
}
