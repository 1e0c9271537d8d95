using System.Text.Json;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>
/// What a card template built with the variables that the house documents shows, and what its five buttons send. A template of another make
/// has no face here: its variables are shown as they are.
/// </summary>
internal sealed record CardFace(IReadOnlyList<FaceButton> Buttons, FaceChoice? Choice)
{
    private const int Slots = 5;

    public static CardFace Of(IReadOnlyDictionary<string, string> seen)
    {
        string Value(string name) => seen.GetValueOrDefault(name, "");
        var buttons = Enumerable.Range(1, Slots)
            .Where(i => Value($"b{i}_text").Length > 0)
            .Select(i => new FaceButton($"b{i}", Value($"b{i}_key"), Value($"b{i}_text"), i <= 2))
            .ToList();
        var options = Options(Value("choice_options"));
        return new CardFace(buttons, options.Count > 0 ? new FaceChoice(Value("choice_key"), Value("choice_title"), options) : null);
    }

    /// <summary>The button meant by its key, its text or its place (<c>b1</c>).</summary>
    public FaceButton? Find(string wish) => Buttons.FirstOrDefault(b => b.Key == wish) ?? Buttons.FirstOrDefault(b => b.Text == wish) ?? Buttons.FirstOrDefault(b => b.ActionId == wish);

    /// <summary>What the press sends: the button's key, and the choice as a selection component gives it.</summary>
    public object Sent(FaceButton button, string? chosen)
    {
        var index = Choice?.Options.ToList().FindIndex(o => o.Value == chosen) ?? -1;
        return index < 0
            ? new { key = button.Key }
            : new { key = button.Key, choice_key = Choice!.Key, choice = new { index, value = chosen } };
    }

    private static List<FaceOption> Options(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Length > 0 ? json : "[]");
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(o => new FaceOption(o.Text("value") ?? "", o.Text("text") ?? ""))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

internal sealed record FaceButton(string ActionId, string Key, string Text, bool Main);

internal sealed record FaceChoice(string Key, string Title, IReadOnlyList<FaceOption> Options);

internal sealed record FaceOption(string Value, string Text);
