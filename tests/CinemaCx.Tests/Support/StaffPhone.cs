using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Standalone;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>What a member of staff sees in her WeCom chat.</summary>
/// <param name="From"><c>app</c> or <c>user</c>.</param>
/// <param name="Card">Null for plain words.</param>
public sealed record ChatItem(string From, string Kind, string? Text, JsonElement? Card, string? TaskId, bool Recalled)
{
    public string Title => Card?.GetProperty("title").GetString() ?? "";

    public string Status => Card?.TryGetProperty("status", out var status) == true ? status.GetString() ?? "" : "";

    public IReadOnlyList<string> Buttons => Card is { } card && card.TryGetProperty("buttons", out var buttons)
        ? [.. buttons.EnumerateArray().Select(b => b.GetProperty("text").GetString()!)]
        : [];
}

/// <summary>The phone of one member of staff in the simulated WeCom.</summary>
public sealed class StaffPhone(Cinema cinema, string person)
{
    private string Url => StandaloneHouse.UrlOf(cinema.House.WeCom!);

    public async Task<IReadOnlyList<ChatItem>> ChatAsync()
    {
        var chat = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{Url}/_sim/chats/{person}")).RootElement;
        return [.. chat.GetProperty("items").EnumerateArray().Select(i => new ChatItem(
            i.GetProperty("from").GetString()!,
            i.GetProperty("kind").GetString()!,
            i.TryGetProperty("text", out var text) ? text.GetString() : null,
            i.TryGetProperty("card", out var card) && card.ValueKind == JsonValueKind.Object ? card.Clone() : null,
            i.TryGetProperty("taskId", out var task) ? task.GetString() : null,
            i.TryGetProperty("recalled", out var recalled) && recalled.ValueKind == JsonValueKind.True))];
    }

    /// <summary>Cards that were not taken back, oldest first.</summary>
    public async Task<IReadOnlyList<ChatItem>> CardsAsync() => [.. (await ChatAsync()).Where(i => i.Card is not null && !i.Recalled)];

    /// <summary>How many messages the phone really got.</summary>
    public async Task<int> ReceivedAsync() =>
        JsonDocument.Parse(await cinema.Http.GetStringAsync($"{Url}/_sim/chats/{person}")).RootElement.GetProperty("received").GetInt32();

    /// <summary>Waits for a card.</summary>
    public async Task<ChatItem> SeesAsync(Func<ChatItem, bool> card, string what)
    {
        ChatItem? found = null;
        await Cinema.EventuallyAsync(async () => (found = (await CardsAsync()).LastOrDefault(card)) is not null, $"{person} sees {what}");
        return found!;
    }

    public async Task PressAsync(ChatItem card, string key, params string[] selected)
    {
        using var answer = await cinema.Http.PostAsJsonAsync($"{Url}/_sim/press", new { userId = person, taskId = card.TaskId, key, selected });
        Assert.True(answer.IsSuccessStatusCode, $"press {key}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <returns>False when the card has no such button now.</returns>
    public async Task<bool> TryPressAsync(string cardId, string key, params string[] selected)
    {
        using var answer = await cinema.Http.PostAsJsonAsync($"{Url}/_sim/press", new { userId = person, taskId = cardId, key, selected });
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Types a line and waits for the bot's reply.</summary>
    public async Task<string> SaysAsync(string words)
    {
        var before = (await ChatAsync()).Count(i => i is { From: "app", Kind: "text" });
        using var answer = await cinema.Http.PostAsJsonAsync($"{Url}/_sim/type", new { userId = person, text = words });
        Assert.True(answer.IsSuccessStatusCode, $"type: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        string? reply = null;
        await Cinema.EventuallyAsync(async () => (reply = (await ChatAsync()).Where(i => i is { From: "app", Kind: "text" }).Skip(before).FirstOrDefault()?.Text) is not null, $"the bot answers “{words}”");
        return reply!;
    }
}
