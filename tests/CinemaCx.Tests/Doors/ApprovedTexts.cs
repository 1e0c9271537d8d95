using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Doors;

/// <summary>What others rely on changes only on purpose: the doors' descriptions, the refusals, the settings and the schema are approved files.</summary>
public sealed partial class ApprovedTexts
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("guest")]
    [InlineData("staff")]
    public async Task The_description_of_a_door(string door)
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var url = door == "guest" ? cinema.Http.BaseAddress!.ToString() : cinema.StaffUrl + "/";
        var json = await cinema.Http.GetStringAsync(new Uri(url + "openapi/v1.json"));

        Approval.ShouldBeApproved($"{door}-openapi.json", JsonNode.Parse(json)!.ToJsonString(Indented));
    }

    [Theory]
    [InlineData("guest-openapi.json")]
    [InlineData("staff-openapi.json")]
    public void A_description_says_all_that_a_client_must_know(string name)
    {
        var text = File.ReadAllText(Path.Combine(Approval.Folder, name));
        var document = JsonNode.Parse(text)!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(o => (Name: $"{o.Key} {path.Key}", Told: o.Value!))).ToList();

        Assert.All(operations, o =>
        {
            Assert.NotNull(o.Told["operationId"]);
            Assert.NotNull(o.Told["summary"]);
            Assert.Single(o.Told["tags"]!.AsArray());
            Assert.Contains(o.Told["responses"]!.AsObject(), answer => answer.Key.StartsWith('4'));
            if (o.Told["requestBody"] is not null) Assert.All(new[] { "400", "413", "415" }, status => Assert.NotNull(o.Told["responses"]![status]));
            if (o.Told["security"]?.AsArray().Count == 1) Assert.NotNull(o.Told["responses"]!["401"]);
        });
        Assert.Equal(operations.Count, operations.Select(o => (string)o.Told["operationId"]!).Distinct().Count());
        // Health, callbacks and hooks are nobody's API; a number is a number and not also a text.
        Assert.All(operations, o => Assert.Contains(" /api/v1/", o.Name, StringComparison.Ordinal));
        Assert.DoesNotContain("(?:0|[1-9]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_refusal_with_its_status_code_and_sentence()
    {
        var refusals = RefusalTexts.OfTheHouse();

        Approval.ShouldBeApproved(
            "refusals.txt", string.Join('\n', refusals.Select(r => $"{r.Status} {r.Code}: {r.Sentence}").Distinct().Order(StringComparer.Ordinal)));
        Assert.True(refusals.Count > 40, $"the search saw only {refusals.Count}");
        Assert.Empty(RefusalTexts.Unread());
    }

    [Fact]
    public void A_refusal_speaks_Chinese_and_its_code_has_one_status()
    {
        var refusals = RefusalTexts.OfTheHouse();

        Assert.All(refusals, r => Assert.Matches(Han(), r.Sentence));
        // A comma of the Latin script between Chinese words is a slip of the keyboard.
        Assert.DoesNotContain(refusals, r => LatinComma().IsMatch(r.Sentence) || r.Sentence.EndsWith('。'));
        Assert.Empty(refusals.GroupBy(r => r.Code).Where(g => g.Select(r => r.Status).Distinct().Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Every_setting_with_its_default() => Approval.ShouldBeApproved("settings.txt", string.Join('\n', OptionNames.OfTheHouse()));

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_schema_of_the_database(string backing)
    {
        await using var services = await ServiceInstances.OpenAsync(backing);
        await using (var database = new Database(new DatabaseOptions { ConnectionString = services.Backing.DatabaseConnection }))
            await SchemaMigration.RunAsync(database, CinemaCxModules.Schema);

        Approval.ShouldBeApproved(
            backing == Backings.Embedded ? "schema.sqlite.txt" : "schema.postgresql.txt", await SchemaText.OfAsync(services.Backing.DatabaseConnection));
    }

    [Fact]
    public void A_changed_text_is_shown_where_it_changed()
    {
        Assert.Empty(Approval.Difference("a\nb\n", "a\nb\n"));
        Assert.Equal(["@ line 2", "- b", "+ x", "+ y"], Approval.Difference("a\nb\nc\n", "a\nx\ny\nc\n"));
        Assert.Equal(["@ line 3", "+ c"], Approval.Difference("a\nb\n", "a\nb\nc\n").Where(line => line.Length > 2));
    }

    [Fact]
    public void A_refusal_that_cannot_be_read_is_reported()
    {
        const string Source = """
            throw new Refusal(409, "gone", $"第{string.Join("、", rows)}排没有了", parameters);
            public static Refusal Late() =>
                new(StatusCodes.Status422UnprocessableEntity, "late", "太晚了");
            throw new Refusal(status, code, sentence);
            """;

        Assert.Equal(["gone", "late"], RefusalTexts.Of(Source, "x.cs").Select(r => r.Code));
        Assert.Equal("第{string.Join(\"、\", rows)}排没有了", RefusalTexts.Of(Source, "x.cs").First().Sentence);
        Assert.Contains("new Refusal(status, code", Assert.Single(RefusalTexts.Unread(Source, "x.cs")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}[,;!?]|[,;!?]\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex LatinComma();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
