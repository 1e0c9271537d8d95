using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Simulators.WeChat;
using Microsoft.AspNetCore.Builder;

namespace CinemaCx.Bench;

/// <summary>
/// One campaign to 20,000 guests by two senders. First undisturbed: the simulated platform's limit is to be what limits it. Then with the senders killed
/// again and again and the platform misbehaving: nobody is told twice, everybody is told once save those listed in doubt, and the books agree with what
/// the platform showed.
/// </summary>
internal static class MessageBench
{
    private const int Guests = 20_000;
    private const int PlatformPerMinute = 24_000;
    private const int Kills = 20;
    private const string Template = "bench-offer";

    public static async Task UndisturbedAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        await using var platform = await PlatformAsync();
        await using var one = await HouseProcess.StartAsync(ground, Settings(platform));
        await using var two = await HouseProcess.StartAsync(ground, Settings(platform));
        using var http = new HttpClient { BaseAddress = new Uri(platform.Urls.First()) };
        await SetAsync(ground, http);
        await http.PostAsJsonAsync("/_sim/message-settings", new { perMinute = PlatformPerMinute, latencyMs = 20 });
        await QueueAsync(ground);
        await SettledAsync(ground, TimeSpan.FromMinutes(5));
        var (times, limited) = await ShownAsync(http);
        if (times.Count != Guests) throw new InvalidOperationException($"{times.Count} of {Guests} were told");
        var at = times.SelectMany(t => t.Value).Order().ToList();
        // The first second is the senders' start, not their pace.
        var steady = at.FindAll(t => t - at[0] > TimeSpan.FromSeconds(1));
        var rate = (steady.Count - 1) / (steady[^1] - steady[0]).TotalSeconds;
        var ratio = rate / (PlatformPerMinute / 60.0);
        table.Add(
            $"campaign to {Guests:N0}, two senders", Table.PerSecond(rate), "", $"the platform's limit {Table.PerSecond(PlatformPerMinute / 60.0)}; {limited} calls over it; CPU {(one.Cpu + two.Cpu).TotalSeconds:0} s",
            Table.Ratio(ratio), ">= 0.95 of the limit", ratio >= 0.95);
        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
    }

    public static async Task KilledAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        await using var platform = await PlatformAsync();
        HouseProcess[] houses = [await HouseProcess.StartAsync(ground, Settings(platform)), await HouseProcess.StartAsync(ground, Settings(platform))];
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(platform.Urls.First()) };
            await SetAsync(ground, http);
            await MisbehaveAsync(http);
            await QueueAsync(ground);
            var random = new Random(Kills);
            for (var kill = 0; kill < Kills; kill++)
            {
                await UntilAsync(async () => await SentAsync(ground) >= Guests * (kill + 1) / (Kills + 2), TimeSpan.FromMinutes(3));
                await Task.Delay(random.Next(50));
                await houses[kill % 2].KillAsync();
                await houses[kill % 2].DisposeAsync();
                houses[kill % 2] = await HouseProcess.StartAsync(ground, Settings(platform));
            }

            await SettledAsync(ground, TimeSpan.FromMinutes(5));
            await CheckAsync(ground, http, table);
        }
        finally
        {
            foreach (var house in houses) await house.DisposeAsync();
        }
    }

    private static async Task CheckAsync(Ground ground, HttpClient http, Table table)
    {
        var (times, _) = await ShownAsync(http);
        var states = (await Ground.RowsAsync(ground.Connection, "SELECT guest_id, state FROM guest_messages")).ToDictionary(r => (string)r[0], r => (string)r[1], StringComparer.Ordinal);
        var twice = times.Count(t => t.Value.Count > 1);
        var lost = states.Count(s => s.Value == "sent" && !times.ContainsKey("o" + s.Key));
        var wrong = states.Count(s => s.Value is not ("sent" or "in-doubt"));
        var unlisted = times.Keys.Count(o => states[o[1..]] is not ("sent" or "in-doubt"));
        var doubt = states.Count(s => s.Value == "in-doubt");
        var arrived = states.Count(s => s.Value == "in-doubt" && times.ContainsKey("o" + s.Key));
        table.Add(
            $"campaign to {Guests:N0}, {Kills} kills, platform errors", string.Create(CultureInfo.InvariantCulture, $"twice {twice}, lost {lost}, wrong {wrong + unlisted}"), "", $"in doubt {doubt}, of which {arrived} had arrived", "", "nobody twice, everybody once or listed",
            twice + lost + wrong + unlisted == 0);
        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
    }

    private static async Task<WebApplication> PlatformAsync()
    {
        var options = new WeChatSimulatorOptions { Url = "http://127.0.0.1:0", AppId = "wxbench000000000000", AppSecret = "bench" };
        options.MessageTemplates.Add(new WeChatMessageTemplate(options.AppId, Template, ["thing1"]));
        var platform = WeChatSimulator.Create(options, TimeProvider.System);
        await platform.StartAsync();
        return platform;
    }

    private static Dictionary<string, string> Settings(WebApplication platform) => new(StringComparer.Ordinal)
    {
        ["RateLimits:Enabled"] = "false",
        ["WeChat:Endpoint"] = platform.Urls.First(),
        ["WeChat:AppId"] = "wxbench000000000000",
        ["WeChat:AppSecret"] = "bench",
        ["WeChat:Timeout"] = "2000",
        ["Messages:QuietFrom"] = "00:00",
        ["Messages:QuietTo"] = "00:00",
        // A little below the platform's own: whoever is over it rests for a whole window.
        ["Messages:SubscribePerMinute"] = (PlatformPerMinute * 98 / 100).ToString(CultureInfo.InvariantCulture),
    };

    private static async Task SetAsync(Ground ground, HttpClient http)
    {
        await Ground.ExecuteAsync(ground.Connection, $$"""
            INSERT INTO guests (id, open_id, created_at) SELECT 'g' || n, 'og' || n, 0 FROM generate_series(1, {{Guests}}) AS n;
            INSERT INTO guest_consents (guest_id, purpose, granted, changed_at) SELECT id, 'marketing', 1, 0 FROM guests;
            INSERT INTO guest_consent_events (id, guest_id, purpose, granted, scene, happened_at) SELECT 'c' || id, id, 'marketing', 1, 'bench', 0 FROM guests;
            INSERT INTO message_credits (platform_template, guest_id, credits, changed_at) SELECT '{{Template}}', id, 1, 0 FROM guests;
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, happened_at) SELECT 'a' || id, '{{Template}}', id, 'accepted', 1, 'bench', 0 FROM guests;
            INSERT INTO message_templates (id, code, name, purpose, fields, created_at) VALUES ('mtp_bench', 'bench', '测速', 'marketing', '[{"name":"what","label":"活动","kind":"thing","sample":"测速"}]', 0);
            INSERT INTO message_forms (template_id, channel, platform_template, body, page) VALUES ('mtp_bench', 'subscribe', '{{Template}}', '{"thing1":"{what}"}', 'pages/index');
            ANALYZE;
            """);
        foreach (var chunk in Enumerable.Range(1, Guests).Select(n => "og" + n).Chunk(5_000))
            (await http.PostAsJsonAsync("/_sim/subscriptions/bulk", new { openids = chunk, templateId = Template, times = 1 })).EnsureSuccessStatusCode();
    }

    private static Task QueueAsync(Ground ground) => Ground.ExecuteAsync(ground.Connection, """
        INSERT INTO guest_messages (id, guest_id, template_id, purpose, campaign_id, field_values, state, lane, due_at, expires_at, attempts, lease_until, queued_at)
        SELECT 'm' || id, id, 'mtp_bench', 'marketing', 'bench', '{"what":"测速"}', 'queued', 1, 0, 9999999999999, 0, 0, 0 FROM guests
        """);

    private static async Task MisbehaveAsync(HttpClient http)
    {
        const string Path = "/cgi-bin/message/subscribe/send";
        object[] faults =
        [
            new { path = Path, kind = "errcode", errcode = -1, times = -1, share = 0.03 },
            new { path = Path, kind = "errcode", errcode = 43108, times = -1, share = 0.01 },
            new { path = Path, kind = "doneButSilent", times = 20, share = 0.002 },
            new { path = Path, kind = "drop", times = 20, share = 0.002 },
            new { path = Path, kind = "errcode", errcode = 42001, times = 5, share = 0.001 },
        ];
        foreach (var fault in faults) (await http.PostAsJsonAsync("/_sim/faults", fault)).EnsureSuccessStatusCode();
        await http.PostAsJsonAsync("/_sim/message-settings", new { latencyMs = 40 });
    }

    private static Task SettledAsync(Ground ground, TimeSpan within) => UntilAsync(
        async () => (long)(await Ground.RowsAsync(ground.Connection, "SELECT COUNT(*) FROM guest_messages WHERE state IN ('queued', 'sending')"))[0][0] == 0, within);

    private static async Task<long> SentAsync(Ground ground) => (long)(await Ground.RowsAsync(ground.Connection, "SELECT COUNT(*) FROM guest_messages WHERE state = 'sent'"))[0][0];

    private static async Task UntilAsync(Func<Task<bool>> done, TimeSpan within)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await done(); await Task.Delay(250))
            if (TimeProvider.System.GetElapsedTime(began) > within) throw new TimeoutException($"It took longer than {within}");
    }

    /// <summary>When each phone showed a message, and how often the platform said 45009.</summary>
    private static async Task<(Dictionary<string, List<DateTimeOffset>> Times, int Limited)> ShownAsync(HttpClient http)
    {
        var all = await http.GetFromJsonAsync<JsonElement>("/_sim/messages");
        var times = all.GetProperty("messages").EnumerateArray().GroupBy(m => m.GetProperty("openId").GetString()!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(m => m.GetProperty("at").GetDateTimeOffset()).ToList(), StringComparer.Ordinal);
        return (times, all.GetProperty("limited").GetInt32());
    }
}
