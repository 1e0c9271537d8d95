using System.Text.Json.Serialization;
using CinemaCx.Alerts;
using CinemaCx.Connectors.DingTalk.Models;
using CinemaCx.Connectors.Http;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// The variables of the card template (<c>src/docs/dingtalk-card.md</c>). Every one is always given, empty where there is nothing, so that an update by key
/// leaves nothing old behind.
/// </summary>
internal static class DingTalkCardText
{
    /// <summary>How many buttons the template has; the first two stand out.</summary>
    public const int Buttons = 5;

    private const int LongestValue = 30;
    private static readonly CardUpdateScope ByKey = new(UpdateCardDataByKey: true);

    public static CardData Of(StaffCard card)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = card.Source,
            ["tone"] = Tone(card.Tone),
            ["title"] = card.Title,
            ["subtitle"] = card.Subtitle ?? "",
            ["picture"] = card.Picture ?? "",
            ["quote"] = card.Quote ?? "",
            ["status"] = card.Status ?? "",
            ["lines"] = Json(card.Lines.Select(line => new Line(line.Label, Cut(line.Value), line.Link ?? ""))),
            ["choice_key"] = card.Choice?.Key ?? "",
            ["choice_title"] = card.Choice?.Title ?? "",
            ["choice_options"] = Json((card.Choice?.Options ?? []).Select(option => new Option(option.Id, option.Text))),
            ["done"] = card.Done ?? "",
            ["link"] = card.Link ?? "",
        };

        // Those that stand out come first, whatever their order on the card.
        var buttons = card.Buttons.OrderByDescending(button => button.Main).Take(Buttons).ToList();
        for (var i = 0; i < Buttons; i++)
        {
            variables[$"b{i + 1}_text"] = i < buttons.Count ? buttons[i].Text : "";
            variables[$"b{i + 1}_key"] = i < buttons.Count ? buttons[i].Key : "";
        }
        return new CardData(variables);
    }

    public static CardUpdateRequest Update(StaffCard card) => new(card.Id, Of(card), ByKey);

    /// <param name="card">Null: the card stays as it is.</param>
    public static CardCallbackAnswer Answer(StaffCard? card) => card is null ? new CardCallbackAnswer() : new CardCallbackAnswer(ByKey, Of(card));

    private static string Tone(CardTone tone) => tone switch
    {
        CardTone.Alarm => "alarm",
        CardTone.Working => "working",
        _ => "quiet",
    };

    private static string Cut(string value) => value.Length <= LongestValue ? value : value[..(LongestValue - 1)] + "…";

    private static string Json<T>(IEnumerable<T> items) => System.Text.Encoding.UTF8.GetString(PlatformJson.Serialize(items.ToList()));

    private sealed record Line(
        [property: JsonPropertyName("label")] string Label, [property: JsonPropertyName("value")] string Value, [property: JsonPropertyName("url")] string Url);

    private sealed record Option([property: JsonPropertyName("value")] string Value, [property: JsonPropertyName("text")] string Text);
}
