using System.Text;
using System.Text.Json.Nodes;

namespace CinemaCx.Simulators.WeCom;

/// <summary>What the platform demands of a template card (page "模板卡片消息"). Counts and bytes are hard, lengths in characters a recommendation.</summary>
internal static class CardRules
{
    public const string Interactive = "button_interaction";
    private const string Notice = "text_notice";

    private static readonly string[] NotInInteractive = ["emphasis_content", "jump_list", "checkbox", "select_list", "submit_button", "card_image", "vertical_content_list"];
    private static readonly string[] NotInNotice = ["button_list", "button_selection", "checkbox", "select_list", "submit_button", "card_image", "vertical_content_list"];

    /// <summary>Why the card is refused (40058); null when it is good.</summary>
    public static string? Fault(JsonObject card)
    {
        var type = card.Text("card_type");
        if (type is not (Interactive or Notice)) return "card_type";
        if ((type == Interactive ? NotInInteractive : NotInNotice).FirstOrDefault(card.Has) is { } stranger) return type + " takes no " + stranger;
        return Common(card) ?? (type == Interactive ? Buttons(card) : NoticeParts(card));
    }

    /// <summary>Texts that are longer than the platform recommends; phones cut them.</summary>
    public static IReadOnlyList<string> TooLong(JsonObject card)
    {
        var found = new List<string>();
        void Look(JsonNode? node, string name, int most)
        {
            if (node.Text(name) is { } text && text.Length > most) found.Add($"{name} has {text.Length} of {most}");
        }

        Look(card.Part("source"), "desc", 20);
        Look(card.Part("main_title"), "title", 36);
        Look(card.Part("main_title"), "desc", 44);
        Look(card, "sub_title_text", 160);
        foreach (var line in card.List("horizontal_content_list"))
        {
            Look(line, "keyname", 5);
            Look(line, "value", 30);
        }
        foreach (var option in card.Part("button_selection").List("option_list")) Look(option, "text", 16);
        foreach (var button in card.List("button_list")) Look(button, "text", 10);
        return found;
    }

    private static string? Common(JsonObject card)
    {
        var lines = card.List("horizontal_content_list");
        if (lines.Count > 6) return "horizontal_content_list has more than 6";
        if (lines.Any(line => line.Text("keyname") is null)) return "keyname is empty";
        if (lines.Any(line => line.Number("type") is 1 && line.Text("url") is null)) return "horizontal_content_list without url";
        if (card.Part("quote_area").Number("type") is 1 && card.Part("quote_area").Text("url") is null) return "quote_area without url";
        if (card.Part("card_action").Number("type") is 1 && card.Part("card_action").Text("url") is null) return "card_action without url";
        if (card.Part("action_menu") is not { } menu) return null;
        var actions = menu.List("action_list");
        if (actions.Count is 0 or > 3) return "action_list must have 1 to 3";
        return actions.Any(action => action.Text("text") is null) ? "action_list without text" : Keys(actions, "key", 1024, "action_list");
    }

    private static string? Buttons(JsonObject card)
    {
        if (card.Part("main_title").Text("title") is null) return "main_title";
        var buttons = card.List("button_list");
        if (buttons.Count is 0 or > 6) return "button_list must have 1 to 6";
        if (buttons.Any(button => button.Text("text") is null)) return "button_list without text";
        if (buttons.Any(button => button.Number("type") is 1 && button.Text("url") is null)) return "button_list without url";
        if (Keys(buttons.Where(button => button.Number("type") is null or 0), "key", 1024, "button_list") is { } wrong) return wrong;
        if (card.Part("button_selection") is not { } selection) return null;
        var options = selection.List("option_list");
        if (selection.Text("question_key") is not { } question || Encoding.UTF8.GetByteCount(question) > 1024) return "question_key";
        if (options.Count is 0 or > 10) return "option_list must have 1 to 10";
        return options.Any(option => option.Text("text") is null) ? "option_list without text" : Keys(options, "id", 128, "option_list");
    }

    private static string? NoticeParts(JsonObject card)
    {
        if (card.Part("main_title").Text("title") is null && card.Text("sub_title_text") is null) return "main_title and sub_title_text both empty";
        return card.Part("card_action").Number("type") is 1 or 2 ? null : "card_action";
    }

    private static string? Keys(IEnumerable<JsonNode?> items, string name, int bytes, string where)
    {
        var keys = items.Select(item => item.Text(name)).ToList();
        if (keys.Any(key => key is null || Encoding.UTF8.GetByteCount(key) > bytes)) return $"{where} {name} must have 1 to {bytes} bytes";
        return keys.Distinct(StringComparer.Ordinal).Count() == keys.Count ? null : $"{where} {name} must differ";
    }
}
