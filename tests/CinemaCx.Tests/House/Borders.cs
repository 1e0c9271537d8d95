using System.Xml.Linq;
using ArchUnitNET.Domain;
using Xunit;
using Assembly = System.Reflection.Assembly;

namespace CinemaCx.Tests.House;

/// <summary>Who may know whom, across the rooms of the house.</summary>
public sealed class Borders
{
    private const string Samples = "CinemaCx.Tests.House.Samples.Borders";

    [Fact]
    public void The_floor_depends_on_nothing_of_ours() => AssertKnowsNone(HouseMap.Platform, 20, IsOurs);

    [Fact]
    public void The_simulators_are_the_other_side_and_depend_on_nothing_of_ours() => AssertKnowsNone(HouseMap.Simulators, 15, IsOurs);

    [Fact]
    public void The_business_knows_neither_doors_nor_connectors() =>
        AssertKnowsNone(HouseMap.Business, 60, name => IsOurs(name) && !name.StartsWith("CinemaCx.Platform", StringComparison.Ordinal));

    [Fact]
    public void The_connectors_know_neither_doors_nor_simulators() => AssertKnowsNone(HouseMap.Connectors, 20, name =>
        IsOurs(name) && name != "CinemaCx" && !name.StartsWith("CinemaCx.Platform", StringComparison.Ordinal));

    [Fact]
    public void The_console_knows_the_business_and_the_floor_and_nobody_else() => AssertKnowsNone(HouseMap.Console, 40, name =>
        IsOurs(name) && name is not ("CinemaCx" or "CinemaCx.Platform"));

    [Theory]
    [InlineData("CinemaCx", 60)]
    [InlineData("CinemaCx.Console", 40)]
    [InlineData("CinemaCx.MiniProgramApi", 5)]
    [InlineData("CinemaCx.WecomBot", 2)]
    [InlineData("CinemaCx.Standalone", 3)]
    public void Application_code_sees_ports_never_a_platforms_models(string assembly, int atLeast)
    {
        var types = HouseMap.TypesOf(HouseMap.Production.Single(production => production.GetName().Name == assembly));

        Assert.Empty(Naming(types, IsPlatformModel));
        Assert.True(types.Count >= atLeast, $"the rule saw only {types.Count} types of {assembly}");
    }

    [Fact]
    public void A_production_project_nobody_guards_is_reported()
    {
        var projects = HouseMap.Projects().Select(HouseMap.Relative).Where(file => !file.StartsWith("tests/", StringComparison.Ordinal));

        Assert.Equal(
            HouseMap.Production.Select(assembly => assembly.GetName().Name).Order(StringComparer.Ordinal),
            projects.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("NamesAModel")]
    [InlineData("NamesAModelAfterAwait")]
    public void A_type_that_names_a_platforms_model_is_reported(string type) => Assert.Contains(
        Naming(HouseMap.Samples(Samples), name => name.StartsWith($"{Samples}.Models.", StringComparison.Ordinal)),
        violation => violation.StartsWith($"{Samples}.{type} names ", StringComparison.Ordinal));

    [Fact]
    public void The_rule_knows_a_platforms_model_and_the_http_library_by_name()
    {
        Assert.True(IsPlatformModel("CinemaCx.Connectors.WeChatPay.Models.CreatePayTransactionJsapiRequest"));
        Assert.True(IsPlatformModel("Flurl.Http.IFlurlClient"));
        Assert.False(IsPlatformModel("CinemaCx.Connectors.WeChatPay.WeChatPayOptions"));
        Assert.True(IsOurs("CinemaCx.Seats"));
        Assert.False(IsOurs("CinemaCxx.Seats"));
    }

    [Fact]
    public void A_reference_to_an_assembly_of_ours_is_reported()
    {
        Assert.Contains("CinemaCx.Platform", References(HouseMap.Business, IsOurs));
        Assert.Equal(
            ["CinemaCx.Platform"],
            ProjectReferences("""<Project><ItemGroup><ProjectReference Include="../CinemaCx.Platform/CinemaCx.Platform.csproj" /></ItemGroup></Project>"""));
    }

    private static void AssertKnowsNone(Assembly assembly, int atLeast, Func<string, bool> forbidden)
    {
        var self = assembly.GetName().Name!;
        var types = HouseMap.TypesOf(assembly);
        var project = HouseMap.Projects().Single(file => Path.GetFileNameWithoutExtension(file) == self);

        Assert.Empty(References(assembly, forbidden));
        // A reference that nothing uses yet leaves no trace in the assembly.
        Assert.DoesNotContain(ProjectReferences(File.ReadAllText(project)), name => forbidden(name));
        Assert.True(types.Count > atLeast, $"the rule saw only {types.Count} types of {self}");
        // The compiler of Razor pages puts helpers into namespaces of its own.
        var ours = types.Where(type => !type.FullName.StartsWith("__Blazor.", StringComparison.Ordinal) && !type.FullName.StartsWith("Microsoft.Extensions.Validation.Embedded.", StringComparison.Ordinal));
        Assert.All(ours, type => Assert.StartsWith(self == "CinemaCx" ? "CinemaCx." : self, type.FullName, StringComparison.Ordinal));
    }

    private static bool IsOurs(string name) => name == "CinemaCx" || name.StartsWith("CinemaCx.", StringComparison.Ordinal);

    private static bool IsPlatformModel(string name) =>
        (name.StartsWith("CinemaCx.Connectors.", StringComparison.Ordinal) && name.Contains(".Models.", StringComparison.Ordinal))
        || name.StartsWith("Flurl.", StringComparison.Ordinal);

    private static IReadOnlyList<string> Naming(IEnumerable<IType> types, Func<string, bool> forbidden) =>
        [.. from type in types
            from dependency in type.Dependencies
            where forbidden(dependency.Target.FullName)
            select $"{type.FullName} names {dependency.Target.FullName}"];

    private static IEnumerable<string> References(Assembly assembly, Func<string, bool> forbidden) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(forbidden);

    private static IEnumerable<string> ProjectReferences(string project) => XDocument.Parse(project).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
