using ArchUnitNET.Domain;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>Rooms that name each other in a circle are one room with a wall through it.</summary>
public sealed class Circles
{
    private const string Samples = "CinemaCx.Tests.House.Samples.Circle";

    [Theory]
    [InlineData("CinemaCx.Platform", 20)]
    [InlineData("CinemaCx", 60)]
    [InlineData("CinemaCx.Connectors", 20)]
    [InlineData("CinemaCx.Console", 40)]
    [InlineData("CinemaCx.MiniProgramApi", 5)]
    [InlineData("CinemaCx.WecomBot", 2)]
    public void No_rooms_of_an_assembly_lean_on_each_other_in_a_circle(string assembly, int atLeast)
    {
        var types = HouseMap.TypesOf(HouseMap.Production.Single(production => production.GetName().Name == assembly));

        Assert.Empty(Violations(types, assembly));
        Assert.True(types.Count > atLeast, $"the rule saw only {types.Count} types of {assembly}");
    }

    [Fact]
    public void A_circle_of_three_rooms_is_reported_whole() =>
        Assert.Equal(["First -> Second -> Third -> First"], Violations(HouseMap.Samples(Samples), Samples));

    [Fact]
    public void A_line_of_rooms_is_not_reported() =>
        Assert.Empty(Violations(HouseMap.Samples(Samples).Where(type => !type.FullName.Contains(".Third.", StringComparison.Ordinal)), Samples));

    private static IReadOnlyList<string> Violations(IEnumerable<IType> types, string root)
    {
        var leansOn = types.Where(type => HouseMap.IsIn(type, root))
            .GroupBy(type => Room.Of(type.FullName, type.Namespace.FullName, root), StringComparer.Ordinal)
            .ToDictionary(room => room.Key, room => room
                .SelectMany(type => type.Dependencies)
                .Where(dependency => HouseMap.IsIn(dependency.Target, root))
                .Select(dependency => Room.Of(dependency.Target.FullName, dependency.Target.Namespace.FullName, root))
                .Where(other => other != room.Key)
                .ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

        return [.. leansOn.Keys.Order(StringComparer.Ordinal)
            .Select(room => PathBack(room, leansOn))
            .OfType<IReadOnlyList<string>>()
            // Each circle once: told from its first room on.
            .Where(path => path[0] == path.Min(StringComparer.Ordinal))
            .Select(path => string.Join(" -> ", path))];
    }

    // Breadth first, so that the shortest way back is the one reported.
    private static IReadOnlyList<string>? PathBack(string start, Dictionary<string, HashSet<string>> leansOn)
    {
        var paths = new Queue<IReadOnlyList<string>>([[start]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (paths.TryDequeue(out var path))
            foreach (var next in leansOn.GetValueOrDefault(path[^1], []).Order(StringComparer.Ordinal))
            {
                if (next == start) return [.. path, next];
                if (seen.Add(next)) paths.Enqueue([.. path, next]);
            }
        return null;
    }
}
