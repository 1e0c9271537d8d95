using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Simulators.DingTalk;
using CinemaCx.Simulators.WeCom;
using CinemaCx.Standalone;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>A card as it lies in somebody's chat.</summary>
/// <param name="MessageId">WeCom only.</param>
internal sealed record SeenCard(string Person, string Id, string? MessageId, bool Recalled);

/// <summary>Both chat platforms, without limits, outside of every house that may die. They remember what each phone was shown.</summary>
internal sealed class StaffPlatforms : IAsyncDisposable
{
    private readonly SimulatedChats _chats = new("the same at every start");
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, Dictionary<long, SeenCard>> _dingTalkSeen = new(StringComparer.Ordinal);
    private readonly WebApplication _weCom;
    private readonly WebApplication _dingTalk;

    private StaffPlatforms()
    {
        // Nobody presses anything here; the address only has to be there.
        var weCom = _chats.WeCom("http://127.0.0.1:0", "http://127.0.0.1:1");
        (weCom.PerMinute, weCom.PerHour) = (0, 0);
        var dingTalk = _chats.DingTalk("http://127.0.0.1:0");
        (dingTalk.CallsPerSecond, dingTalk.CallsPerMonth) = (0, 0);
        _weCom = WeComSimulator.Create(weCom, TimeProvider.System);
        _dingTalk = DingTalkSimulator.Create(dingTalk, TimeProvider.System);
    }

    public static async Task<StaffPlatforms> OpenAsync()
    {
        var platforms = new StaffPlatforms();
        await platforms._weCom.StartAsync();
        await platforms._dingTalk.StartAsync();
        return platforms;
    }

    /// <summary>A line of its own for one house.</summary>
    public async Task<HouseLines> LayLinesAsync() =>
        new(await Wire.OpenAsync(StandaloneHouse.UrlOf(_weCom)), await Wire.OpenAsync(StandaloneHouse.UrlOf(_dingTalk)));

    /// <summary>What a house must be told to use its lines. Its own limits are out of the way.</summary>
    public void Tell(Dictionary<string, string?> settings, HouseLines lines)
    {
        _chats.Tell(settings, lines.WeCom.Url, lines.DingTalk.Url);
        settings["Alerts:WeComPerMinute"] = "1000000";
        settings["Alerts:DingTalkPerMinute"] = "1000000";
    }

    /// <summary>
    /// Every card that lies or lay in any chat, as often as it was shown. To be asked at least every few hundred cards: DingTalk's phones forget the oldest.
    /// </summary>
    public async Task<IReadOnlyList<SeenCard>> LookAsync()
    {
        var seen = new List<SeenCard>();
        foreach (var (person, _, _, _) in Staff.SampleStaff.People)
        {
            var chat = await _http.GetFromJsonAsync<JsonElement>($"{StandaloneHouse.UrlOf(_weCom)}/_sim/chats/{person}?limit=10000000");
            Assert.Equal(0, chat.GetProperty("dropped").GetInt32());
            seen.AddRange(chat.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("kind").GetString() == "card").Select(i => new SeenCard(
                person, i.GetProperty("taskId").GetString()!, i.GetProperty("messageId").GetString(), i.GetProperty("recalled").GetBoolean())));
            seen.AddRange(await LookAtDingTalkAsync(person));
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _weCom.DisposeAsync();
        await _dingTalk.DisposeAsync();
    }

    private async Task<IEnumerable<SeenCard>> LookAtDingTalkAsync(string person)
    {
        var phone = await _http.GetFromJsonAsync<JsonElement>($"{StandaloneHouse.UrlOf(_dingTalk)}/_sim/chats/{person}");
        if (!_dingTalkSeen.TryGetValue(person, out var seen)) _dingTalkSeen[person] = seen = [];
        foreach (var entry in phone.GetProperty("entries").EnumerateArray())
        {
            var card = entry.GetProperty("kind").GetString() == "card" ? entry.GetProperty("card").GetProperty("outTrackId").GetString()! : "";
            seen[entry.GetProperty("number").GetInt64()] = new SeenCard(person, card, MessageId: null, Recalled: false);
        }

        Assert.Equal(phone.GetProperty("received").GetInt64(), seen.Count);
        return seen.Values.Where(c => c.Id.Length > 0);
    }
}

/// <summary>One house's lines to the platforms.</summary>
internal sealed record HouseLines(Wire WeCom, Wire DingTalk) : IAsyncDisposable
{
    public IEnumerable<CarriedCard> Carried => WeCom.Carried.Concat(DingTalk.Carried);

    public Wire Of(int cinema) => cinema == 0 ? WeCom : DingTalk;

    public async ValueTask DisposeAsync()
    {
        await WeCom.DisposeAsync();
        await DingTalk.DisposeAsync();
    }
}
