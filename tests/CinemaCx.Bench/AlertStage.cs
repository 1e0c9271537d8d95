using System.Globalization;
using System.Security.Cryptography;
using CinemaCx.Cinemas;
using CinemaCx.Simulators.WeCom;
using Microsoft.AspNetCore.Builder;

namespace CinemaCx.Bench;

/// <summary>
/// Cinemas whose halls have just let out, with people on duty who are reached through the simulated WeCom: one manager each in the first two, where the
/// load goes, and two in the third, where cards must agree. By the one rule every one-star answer is a case of its own that rings: what may have hurt
/// somebody is never merged. Nobody is reminded while figures are taken.
/// </summary>
internal sealed class AlertStage : IAsyncDisposable
{
    public const int LoadedCinemas = 2;
    public const int CinemaOfTwo = 3;

    /// <summary>User ids at WeCom; the last two are of the third cinema.</summary>
    public static readonly string[] Managers = ["liwei", "wangfang", "zhangmin", "liuyang"];

    private const int HallsEach = 10;
    private readonly WebApplication _weCom;

    private AlertStage(WebApplication weCom, HouseProcess house) => (_weCom, House) = (weCom, house);

    public HouseProcess House { get; }

    public Uri WeCom => new(_weCom.Urls.First());

    /// <summary>Rows that must be there before the house opens.</summary>
    public static Task SetAsync(Ground ground)
    {
        var plan = Stage.Rows(100);
        var now = TimeProvider.System.GetUtcNow();
        var (started, ended) = (now.AddMinutes(-130).ToUnixTimeMilliseconds(), now.AddMinutes(-10).ToUnixTimeMilliseconds());
        var days = string.Join(", ", Enumerable.Range(-2, 5).Select(d => $"('{now.AddHours(8).AddDays(d).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}')"));
        var people = string.Join(", ", Managers.Select((person, i) => $"({i + 1}, '{person}', 'cin_bench_{Math.Min(i + 1, CinemaOfTwo)}')"));
        return Ground.ExecuteAsync(ground.Connection, $$"""
            INSERT INTO cinemas (id, code, name, city, address, time_zone)
            SELECT 'cin_bench_' || c, 'BENCH' || c, '量影城' || c || '店', '北京', '测速路 ' || c || ' 号', 'Asia/Shanghai' FROM generate_series(1, {{CinemaOfTwo}}) AS c;
            INSERT INTO seat_plans (id, body) VALUES ('{{plan.Id}}', '{{System.Text.Encoding.UTF8.GetString(plan.ToJson().Span)}}');
            INSERT INTO films (id, code, title, genres, film_cast, directors, minutes, lowest_price_fen) VALUES ('flm_bench', '001X00000001', '测速', '[]', '[]', '[]', 120, 3500);
            INSERT INTO halls (id, cinema_id, code, name, tags, plan_id)
            SELECT 'hall_bench_' || c || '_' || h, 'cin_bench_' || c, '' || h, h || '号厅', '[]', '{{plan.Id}}' FROM generate_series(1, {{CinemaOfTwo}}) AS c, generate_series(1, {{HallsEach}}) AS h;
            INSERT INTO showtimes (id, cinema_id, code, hall_id, film_id, plan_id, starts_at, ends_at, language, format, business_day, service_fee_fen, sale_closes_at)
            SELECT replace(id, 'hall', 'sht'), cinema_id, 'S' || code, id, 'flm_bench', plan_id, {{started}}, {{ended}}, '国语', '2D', '2030-01-01', 300, {{started}} FROM halls;
            INSERT INTO showtime_prices (showtime_id, zone, list_price_fen, member_price_fen) SELECT id, 'A', 5800, 5400 FROM showtimes;
            INSERT INTO touchpoints (id, code, cinema_id, hall_id, kind, name, created_at) SELECT replace(id, 'hall', 'tpt'), replace(id, 'hall', 'exit'), cinema_id, id, 'hall-exit', name || '出口', 0 FROM halls;
            INSERT INTO employees (id, name, role, cinema_id, created_at) SELECT 'emp_bench_' || n, '经理' || n, 'duty-manager', cinema, 0 FROM (VALUES {{people}}) AS p (n, person, cinema);
            INSERT INTO staff_chats (channel, person, employee_id, created_at) SELECT 'wecom', person, 'emp_bench_' || n, 0 FROM (VALUES {{people}}) AS p (n, person, cinema);
            INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
            SELECT 'dty_bench_' || e.id || '_' || d.day, e.cinema_id, 'duty-manager', e.id, d.day, 0, 1440, 0, 0 FROM employees e, (VALUES {{days}}) AS d (day);
            INSERT INTO case_rules (id, position, name, body, changed_at) VALUES ('rul_bench', 0, '一星', '{"maxStars":1,"severity":"critical"}', 0);
            INSERT INTO alert_chains (post, body, changed_at) VALUES ('duty-manager', '{"steps":[{"afterSeconds":0,"to":"duty","by":"first"}],"repeatSeconds":86400}', 0);
            """);
    }

    /// <summary>Opens the platform in this process and the house in its own.</summary>
    public static async Task<AlertStage> OpenAsync(Ground ground, Sightings sightings)
    {
        var staffPort = HouseProcess.FreePort();
        var company = new WeComSimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            CorpId = "ww8f3a1c2b4d5e6f70",
            AgentSecret = RandomNumberGenerator.GetHexString(43, lowercase: true),
            PushToken = RandomNumberGenerator.GetHexString(24, lowercase: true),
            PushEncodingAESKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))[..43],
            CallbackUrl = $"http://127.0.0.1:{staffPort}/callbacks/wecom",
            PerMinute = 0,
            PerHour = 0,
            Seen = sightings.See,
        };
        foreach (var person in Managers) company.Members.Add(new WeComMember(person, person));
        var simulator = WeComSimulator.Create(company, TimeProvider.System);
        await simulator.StartAsync();
        try
        {
            return new AlertStage(simulator, await HouseProcess.StartAsync(ground, Settings(company, simulator.Urls.First()), staffPort: staffPort));
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>One tap each, of phones that never tapped before, at the exits of all halls in turn.</summary>
    public static byte[][] Answers(int count, int firstCinema = 1, int cinemas = LoadedCinemas) =>
    [
        .. Enumerable.Range(0, count).Select(n =>
        {
            var (cinema, hall) = (firstCinema + n % cinemas, n / cinemas % HallsEach + 1);
            return Wire.Post("/api/v1/feedback", null, null, $$"""{"id":"a-{{Guid.NewGuid():n}}","touchpoint":"exit_bench_{{cinema}}_{{hall}}","device":"d-{{Guid.NewGuid():n}}","stars":1}""");
        }),
    ];

    /// <summary>Guests, cases and cards are gone; cinemas and people stay.</summary>
    public static Task ClearAsync(string connectionString) => Ground.ExecuteAsync(
        connectionString,
        """
        TRUNCATE answers, answer_versions, cases, case_voices, case_events, alerts, alert_messages, chat_quota, chat_inbox, outbox,
            insight_answers, insight_ratings, insight_days, insight_hall_days, insight_watch, insight_alarms, insight_alarm_cards, insight_returns;
        CHECKPOINT;
        """);

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        await _weCom.StopAsync();
        await _weCom.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(WeComSimulatorOptions company, string address) => new(StringComparer.Ordinal)
    {
        ["RateLimits:Enabled"] = "false",
        ["Feedback:LingerAfterShow"] = "06:00:00",
        ["Alerts:WeComPerMinute"] = "10000000",
        ["WeCom:Endpoint"] = address + "/cgi-bin",
        ["WeCom:CorpId"] = company.CorpId,
        ["WeCom:AgentId"] = company.AgentId.ToString(CultureInfo.InvariantCulture),
        ["WeCom:AgentSecret"] = company.AgentSecret,
        ["WeCom:PushToken"] = company.PushToken,
        ["WeCom:PushEncodingAESKey"] = company.PushEncodingAESKey,
    };
}
