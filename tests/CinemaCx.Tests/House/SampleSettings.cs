using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>appsettings.sample.json names every option there is, nothing else, and its values can be read.</summary>
public sealed class SampleSettings
{
    // Sections that belong to the framework.
    private static readonly string[] NotOurs = ["AllowedHosts", "ConnectionStrings", "Kestrel", "Logging", "Urls"];

    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private const string Right = """{ "Samples": { "Oven": { "Degrees": 200, "Wait": "00:05:00", "Tray": { "Size": 3 }, "Names": ["a"], "Shelves": [] } }, "Logging": {} }""";

    [Fact]
    public void The_sample_and_the_option_types_say_the_same()
    {
        var options = HouseMap.Production.SelectMany(HouseMap.Written).Where(IsOptions).ToList();

        Assert.Empty(Violations(File.ReadAllText(Path.Combine(HouseMap.Root, "appsettings.sample.json")), options));
        Assert.True(options.Count >= 5, $"the rule saw only {options.Count} option types");
    }

    [Fact]
    public void Every_type_called_options_names_its_section() =>
        Assert.Empty(WithoutSection(HouseMap.Production.Except([HouseMap.Simulators]).SelectMany(HouseMap.Written)));

    [Fact]
    public void A_type_called_options_without_a_section_is_reported() =>
        Assert.Equal(["HomelessOptions"], WithoutSection([typeof(Samples.Settings.HomelessOptions), typeof(Samples.Settings.OvenOptions)]));

    [Theory]
    [InlineData("", "", null)]
    [InlineData("\"Degrees\": 200, ", "", "Samples:Oven:Degrees is missing")]
    [InlineData("\"Size\": 3", "", "Samples:Oven:Tray:Size is missing")]
    [InlineData(", \"Shelves\": []", "", "Samples:Oven:Shelves is missing")]
    [InlineData("\"Degrees\"", "\"Heat\"", "Samples:Oven:Heat is no option")]
    [InlineData("\"Size\"", "\"Length\"", "Samples:Oven:Tray:Length is no option")]
    [InlineData("\"Logging\"", "\"Freezer\"", "Freezer is no option")]
    [InlineData("\"Samples\"", "\"Sample\"", "Samples:Oven is missing")]
    [InlineData("\"00:05:00\"", "\"five minutes\"", "Samples:Oven cannot be read")]
    public void A_sample_that_lies_is_reported(string from, string to, string? violation)
    {
        var found = Violations(from.Length == 0 ? Right : Right.Replace(from, to, StringComparison.Ordinal), [typeof(Samples.Settings.OvenOptions)]);

        if (violation is null) Assert.Empty(found);
        else Assert.Contains(found, line => line.StartsWith(violation, StringComparison.Ordinal));
    }

    private static bool IsOptions(Type type) => SectionOf(type) is not null && type.Name.EndsWith("Options", StringComparison.Ordinal);

    // The simulators and the typed clients of platforms are set up in code by whoever starts them; settings reach them through options of ours.
    private static IEnumerable<string> WithoutSection(IEnumerable<Type> types) => types
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.Name.EndsWith("ClientOptions", StringComparison.Ordinal))
        .Where(type => type is { IsClass: true, IsAbstract: false } && SectionOf(type) is null)
        .Select(type => type.Name);

    private static string? SectionOf(Type type) => type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string;

    private static List<string> Violations(string json, IReadOnlyList<Type> options)
    {
        var found = new List<string>();
        var file = JsonNode.Parse(json, documentOptions: WithComments)!.AsObject();
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in options)
        {
            var section = SectionOf(type)!;
            known.UnionWith(KeysOf(type, section));
            if (Find(file, section) is null)
            {
                found.Add($"{section} is missing");
                continue;
            }

            found.AddRange(KeysOf(type, section).Where(key => Find(file, key) is null).Select(key => $"{key} is missing"));
            try
            {
                configuration.GetSection(section).Get(type);
            }
            catch (InvalidOperationException unreadable)
            {
                found.Add($"{section} cannot be read: {unreadable.Message}");
            }
        }

        found.AddRange(Leaves(file, "", known).Where(key => !NotOurs.Contains(key.Split(':')[0])).Select(key => $"{key} is no option"));
        return found;
    }

    // A property of one of our own classes is a section of its own; everything else is one value.
    private static IEnumerable<string> KeysOf(Type type, string section) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } || (property.SetMethod is null && IsFilledInPlace(property.PropertyType)))
        .SelectMany(property => IsNested(property.PropertyType)
            ? KeysOf(property.PropertyType, $"{section}:{property.Name}")
            : [$"{section}:{property.Name}"]);

    private static bool IsFilledInPlace(Type type) => IsNested(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is { } open && (open == typeof(IList<>) || open == typeof(List<>)
            || open == typeof(IDictionary<,>) || open == typeof(Dictionary<,>)));

    private static bool IsNested(Type type) => type.IsClass && type.Assembly.GetName().Name!.StartsWith("CinemaCx", StringComparison.Ordinal)
        && type.GetConstructor(Type.EmptyTypes) is not null;

    private static JsonNode? Find(JsonObject file, string path)
    {
        JsonNode? node = file;
        foreach (var key in path.Split(':'))
        {
            // A key that is there with null is there.
            if (node is not JsonObject at || !at.ContainsKey(key)) return null;
            node = at[key] ?? JsonValue.Create("");
        }
        return node;
    }

    private static IEnumerable<string> Leaves(JsonObject at, string path, HashSet<string> known) => at.SelectMany(pair =>
    {
        var here = path.Length == 0 ? pair.Key : $"{path}:{pair.Key}";
        if (known.Contains(here)) return Enumerable.Empty<string>();
        return pair.Value is JsonObject { Count: > 0 } inner ? Leaves(inner, here, known) : [here];
    });
}
