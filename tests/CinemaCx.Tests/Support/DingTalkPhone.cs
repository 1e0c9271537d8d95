using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Standalone;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>A card as somebody's DingTalk shows it now.</summary>
/// <param name="Buttons">Their texts, main ones first.</param>
/// <param name="Done">What stands where the buttons were; empty while there are some.</param>
public sealed record DingTalkCard(string Id, string Source, string Title, string Status, IReadOnlyList<string> Buttons, string Done);

/// <summary>The phone of one member of staff in the simulated DingTalk.</summary>
public sealed class DingTalkPhone(Cinema cinema, string person)
{
    private string Url => StandaloneHouse.UrlOf(cinema.House.DingTalk!);

    public async Task<IReadOnlyList<DingTalkCard>> CardsAsync() =>
        [.. (await EntriesAsync()).Where(e => e.TryGetProperty("card", out var card) && card.ValueKind == JsonValueKind.Object).Select(e => Read(e.GetProperty("card")))];

    /// <summary>What the bot said in words, oldest first.</summary>
    public async Task<IReadOnlyList<string>> WordsAsync() =>
        [.. (await EntriesAsync()).Where(e => e.GetProperty("from").GetString() == "bot" && e.GetProperty("kind").GetString() != "card").Select(e => e.GetProperty("text").GetString()!)];

    public async Task<DingTalkCard> SeesAsync(Func<DingTalkCard, bool> card, string what)
    {
        DingTalkCard? found = null;
        await Cinema.EventuallyAsync(async () => (found = (await CardsAsync()).LastOrDefault(card)) is not null, $"{person} sees {what} at DingTalk");
        return found!;
    }

    /// <returns>How it was told: <c>answered</c>, <c>via</c>, <c>failure</c>; undefined when the card has no such button now.</returns>
    public async Task<JsonElement> TryPressAsync(string cardId, string button, string? choice = null)
    {
        using var answer = await cinema.Http.PostAsJsonAsync($"{Url}/_sim/press", new { staffId = person, outTrackId = cardId, actionId = button, @params = new { choice } });
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement : default;
    }

    public async Task PressAsync(DingTalkCard card, string button, string? choice = null)
    {
        var told = await TryPressAsync(card.Id, button, choice);
        Assert.True(told.ValueKind == JsonValueKind.Object && told.GetProperty("answered").GetBoolean(), $"press {button}: {told}");
    }

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync() =>
        [.. JsonDocument.Parse(await cinema.Http.GetStringAsync($"{Url}/_sim/chats/{person}")).RootElement.GetProperty("entries").EnumerateArray()];

    private static DingTalkCard Read(JsonElement card)
    {
        var seen = card.GetProperty("params");
        string Value(string name) => seen.TryGetProperty(name, out var value) ? value.GetString()! : "";
        return new DingTalkCard(
            card.GetProperty("outTrackId").GetString()!, Value("source"), Value("title"), Value("status"),
            [.. card.GetProperty("buttons").EnumerateArray().Select(b => b.GetProperty("text").GetString()!)], Value("done"));
    }
}
