using System.Text.Json.Nodes;

namespace CinemaCx.Simulators.WeCom;

/// <summary>A chat as the phone shows it now, in words that a test or the page can read.</summary>
internal static class ChatView
{
    public static object Summary(Chat chat) => new
    {
        chat.Member.UserId,
        chat.Member.Name,
        chat.Member.Visible,
        chat.Version,
        chat.Received,
        chat.Dropped,
        chat.Duplicates,
        last = chat.Show(1, item => (object)new { at = item.At, text = Preview(item) }).FirstOrDefault(),
    };

    public static object Of(Chat chat, int limit) => new
    {
        chat.Member.UserId,
        chat.Member.Name,
        chat.Version,
        chat.Received,
        chat.Dropped,
        chat.Duplicates,
        items = chat.Show(limit, Item),
    };

    private static object Item(ChatItem item) => new
    {
        item.Number,
        item.At,
        from = item.FromMember ? "member" : "app",
        item.Kind,
        text = item.Recalled ? null : Visible(item.Text),
        picture = item.Recalled ? null : item.Picture,
        card = item.Card is null || item.Recalled ? null : Card(item.Card, item.Greyed),
        item.TaskId,
        item.MessageId,
        item.Recalled,
        item.Updates,
        item.Version,
    };

    private static object Card(JsonObject card, string? greyed) => new
    {
        type = card.Text("card_type"),
        source = card.Part("source").Text("desc"),
        color = new[] { "grey", "black", "red", "green" }[Math.Clamp(card.Part("source").Number("desc_color") ?? 0, 0, 3)],
        title = card.Part("main_title").Text("title"),
        description = card.Part("main_title").Text("desc"),
        quote = card.Part("quote_area").Text("quote_text"),
        status = card.Text("sub_title_text"),
        lines = card.List("horizontal_content_list").Select(line => new { label = line.Text("keyname"), value = line.Text("value"), url = line.Text("url") }).ToList(),
        link = card.Part("card_action").Text("url"),
        selection = card.Part("button_selection") is not { } selection ? null : new
        {
            key = selection.Text("question_key"),
            title = selection.Text("title"),
            selected = selection.Text("selected_id"),
            options = selection.List("option_list").Select(option => new { id = option.Text("id"), text = option.Text("text") }).ToList(),
        },
        buttons = card.List("button_list").Select(button => new { key = button.Text("key"), text = button.Text("text"), style = button.Number("style") ?? 1 }).ToList(),
        menu = card.Part("action_menu").List("action_list").Select(action => new { key = action.Text("key"), text = action.Text("text") }).ToList(),
        menuTitle = card.Part("action_menu").Text("desc"),
        greyed,
        tooLong = CardRules.TooLong(card),
    };

    private static string? Preview(ChatItem item) => item.Recalled ? "[已撤回]" : item.Picture is not null ? "[图片]" : item.Card?.Part("main_title").Text("title") ?? Visible(item.Text);

    // Marks without width at the end are on the phone, and nobody sees them.
    private static string? Visible(string? text) => text?.TrimEnd('\u200B', '\u200C', '\u2060', '\u2063');
}
