using System.Globalization;
using System.Xml.Linq;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>A member's thumb: presses buttons, types words, opens the chat; the application hears of each through its callback.</summary>
internal sealed class Phone(
    WeComSimulatorOptions options, WeComSettings settings, Deck deck, CallbackSender sender, PassiveReply replies, TimeProvider time)
{
    /// <summary>Presses a button that is on the card now; null when there is none such, or it is greyed.</summary>
    public async Task<Delivery?> PressAsync(Chat chat, string taskId, string key, IReadOnlyList<string>? selected, Flaw flaw, CancellationToken stop)
    {
        var press = chat.Card(taskId, item => Press(item, key, selected));
        if (press is null) return null;
        var now = time.GetUtcNow();
        var message = Event(chat, press.FromMenu ? "template_card_menu_event" : "template_card_event", key, now);
        message.Add(
            new XElement("TaskId", new XCData(taskId)),
            new XElement("CardType", new XCData(press.CardType)),
            new XElement("ResponseCode", new XCData(deck.Codes.Give(taskId, now))));
        if (!press.FromMenu && press.Question is { } question) message.Add(Selected(question, press.Options));
        return await SendAsync(chat, press.FromMenu ? "menu" : "press", message, taskId, flaw, stop);
    }

    public Task<Delivery> TypeAsync(Chat chat, string text, Flaw flaw, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        chat.Add(new ChatItem { Number = deck.Chats.NextNumber(), At = now, Kind = "text", Text = text, FromMember = true });
        var message = Message(chat, "text", now);
        message.Add(
            new XElement("Content", new XCData(text)),
            new XElement("MsgId", WireText.RandomDigits(18)),
            new XElement("AgentID", options.AgentId));
        return SendAsync(chat, "text", message, null, flaw, stop);
    }

    public Task<Delivery> EnterAsync(Chat chat, CancellationToken stop) =>
        SendAsync(chat, "enter", Event(chat, "enter_agent", "", time.GetUtcNow()), null, Flaw.None, stop);

    public Task<Delivery> RepeatAsync(Chat chat, Delivery old, CancellationToken stop) =>
        sender.RepeatAsync(old, answer => replies.Apply(answer, chat, null), stop);

    private Task<Delivery> SendAsync(Chat chat, string kind, XElement message, string? taskId, Flaw flaw, CancellationToken stop) =>
        sender.SendAsync(chat.Member.UserId, kind, message, flaw, answer => replies.Apply(answer, chat, taskId), stop);

    // Without a choice the phone sends what it shows: the preset option, or the first.
    private static Pressed? Press(ChatItem item, string key, IReadOnlyList<string>? selected)
    {
        if (item.Greyed is not null || item.Card is not { } card) return null;
        var fromMenu = card.Part("action_menu").List("action_list").Any(action => action.Text("key") == key);
        if (!fromMenu && !card.List("button_list").Any(button => button.Text("key") == key)) return null;
        var selection = card.Part("button_selection");
        var first = selection.Text("selected_id") ?? (selection.List("option_list") is [var option, ..] ? option.Text("id") : null);
        return new Pressed(fromMenu, card.Text("card_type")!, selection.Text("question_key"), selected ?? (first is null ? [] : [first]));
    }

    private XElement Selected(string question, IReadOnlyList<string> options) => new("SelectedItems", new XElement("SelectedItem",
        new XElement("QuestionKey", new XCData(question)),
        new XElement(settings.OptionIdsSpelling, options.Select(id => new XElement(settings.OptionIdsSpelling[..^1], new XCData(id))))));

    private XElement Event(Chat chat, string kind, string key, DateTimeOffset now)
    {
        var message = Message(chat, "event", now);
        message.Add(
            new XElement("Event", new XCData(kind)),
            new XElement("EventKey", new XCData(key)),
            new XElement("AgentID", options.AgentId));
        return message;
    }

    private XElement Message(Chat chat, string type, DateTimeOffset now) => new("xml",
        new XElement("ToUserName", new XCData(options.CorpId)),
        new XElement("FromUserName", new XCData(chat.Member.UserId)),
        new XElement("CreateTime", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        new XElement("MsgType", new XCData(type)));

    private sealed record Pressed(bool FromMenu, string CardType, string? Question, IReadOnlyList<string> Options);
}

/// <summary>What a thumb finds: the chats, and the codes that their cards carry.</summary>
internal sealed record Deck(ChatBook Chats, ResponseCodes Codes);
