using System.Globalization;
using System.Security.Cryptography;
using CinemaCx.Simulators.WeChatPay;

namespace CinemaCx.Bench;

/// <summary>
/// The whole order: hold, prepay, pay, signed notification, e-stub visible in the order. The platform's part, RSA of 2048 bits on both sides as in life,
/// is played by the simulator inside the load's process.
/// </summary>
internal static class OrderBench
{
    private const int HallSize = 300;
    private const int MostPerSecond = 600;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(BenchOptions options, Table table)
    {
        await using var ground = await Ground.OpenAsync(options);
        var plan = Stage.Rows(HallSize);
        var calls = ((int)WarmUp.TotalSeconds + options.Seconds * options.Repeats) * MostPerSecond;
        await Stage.ProgrammeAsync(ground, plan, calls * 2 / HallSize + 1);
        var tokens = await Stage.GuestsAsync(ground, calls);

        using var merchant = RSA.Create(2048);
        var platform = new WeChatPaySimulatorOptions
        {
            Url = "http://127.0.0.1:0",
            AppId = "wx5a2b1c0d9e8f7a6b",
            MerchantId = "1900000109",
            MerchantSerialNumber = "5157F09EFDC096DE15EBE81A47057A7200000001",
            MerchantPublicKeyPem = merchant.ExportSubjectPublicKeyInfoPem(),
            ApiV3Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
        await using var simulator = WeChatPaySimulator.Create(platform, TimeProvider.System);
        await simulator.StartAsync();
        var guestPort = HouseProcess.FreePort();
        var pay = new Uri(simulator.Urls.First());
        await using var house = await HouseProcess.StartAsync(ground, Settings(platform, merchant, pay, guestPort), guestPort);

        var next = -1;
        Func<int> take = () => Interlocked.Increment(ref next);
        Load.Run(BenchOptions.Clients, WarmUp, _ => new Moviegoer(house.Port, pay.Port, plan, tokens, take));
        var results = new List<LoadResult>();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            var cpu = house.Cpu;
            results.Add(Load.Run(BenchOptions.Clients, options.Duration, _ => new Moviegoer(house.Port, pay.Port, plan, tokens, take)));
            var each = (house.Cpu - cpu).TotalMilliseconds / results[^1].Done;
            System.Console.WriteLine($"order: {Table.PerSecond(results[^1].Rate)}, p50 {Table.Ms(results[^1].P50Ms)}, p99 {Table.Ms(results[^1].P99Ms)}, CPU of the house {Table.Ms(each)} each");
        }

        if (await HouseProcess.AuditAsync(ground) is { } fault) throw new InvalidOperationException(fault);
        var rate = Table.Median(results.Select(r => r.Rate));
        var p99 = Table.Median(results.Select(r => r.P99Ms));
        var signatures = SignaturesPerSecond(merchant);
        table.Add(
            "whole order", Table.PerSecond(rate), Table.Ms(p99), $"RSA-2048 signatures, all cores, 4 an order {Table.PerSecond(signatures / 4)}",
            Table.Ratio(rate / (signatures / 4)), ">= 300/s; p99 <= 250 ms", rate >= 300 && p99 <= 250);
    }

    private static Dictionary<string, string> Settings(WeChatPaySimulatorOptions platform, RSA merchant, Uri pay, int guestPort) => new(StringComparer.Ordinal)
    {
        ["RateLimits:Enabled"] = "false",
        ["WeChatPay:Endpoint"] = $"http://127.0.0.1:{pay.Port}/v3",
        ["WeChatPay:AppId"] = platform.AppId,
        ["WeChatPay:MerchantId"] = platform.MerchantId,
        ["WeChatPay:MerchantV3Secret"] = platform.ApiV3Key,
        ["WeChatPay:MerchantCertificateSerialNumber"] = platform.MerchantSerialNumber,
        ["WeChatPay:MerchantCertificatePrivateKey"] = merchant.ExportPkcs8PrivateKeyPem(),
        ["WeChatPay:PlatformAuthScheme"] = "PublicKey",
        ["WeChatPay:PlatformPublicKeyId"] = platform.PublicKeyId,
        ["WeChatPay:PlatformPublicKey"] = platform.PublicKeyPem,
        ["WeChatPay:NotifyUrl"] = $"http://127.0.0.1:{guestPort}/callbacks/wechat-pay",
    };

    /// <summary>Each order makes four: the house signs the prepay and the guest's parameters, the platform its answer and its notification.</summary>
    private static double SignaturesPerSecond(RSA key)
    {
        var keys = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RSA.Create(key.ExportParameters(includePrivateParameters: true))).ToList();
        var data = new byte[500];
        var result = Load.Run(keys.Count, TimeSpan.FromSeconds(2), number => new Signer(() => keys[number].SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        keys.ForEach(k => k.Dispose());
        return result.Rate;
    }

    private sealed class Signer(Action sign) : IClient
    {
        public bool Act()
        {
            sign();
            return true;
        }

        public void Dispose()
        {
            // Nothing of its own.
        }
    }

    private sealed class Moviegoer(int house, int pay, Cinemas.SeatPlan plan, string[] tokens, Func<int> next) : IClient
    {
        private readonly Wire _house = new(house);
        private readonly Wire _pay = new(pay);

        public bool Act()
        {
            var mine = next();
            if (mine >= tokens.Length) return false;
            var (token, pairs) = (tokens[mine], plan.Count / 2);
            // Neighbours in time are in different showtimes, as they would be.
            var (showtime, pair) = (mine % (tokens.Length / pairs) + 1, mine / (tokens.Length / pairs) % pairs);
            var seats = $"\"{plan[pair * 2].Label}\",\"{plan[pair * 2 + 1].Label}\"";
            var body = $$"""{"showtimeId":"{{Stage.Showtime(showtime)}}","seats":[{{seats}}]}""";
            _house.Demand(Wire.Post("/api/v1/orders", token, "order-" + mine.ToString(CultureInfo.InvariantCulture), body), 201);
            var order = _house.Member("\"id\":\""u8);
            _house.Demand(Wire.Post($"/api/v1/orders/{order}/payment", token, null, null), 200);
            var prepay = _house.Member("\"package\":\"prepay_id="u8);
            // The platform's notification is answered before the guest looks: how long a phone waits between two looks is no work of anybody's.
            _pay.Demand(Wire.Post($"/_sim/payments/{prepay}/pay", null, null, """{"notify":"wait"}"""), 200);
            _house.Demand(Wire.Get($"/api/v1/orders/{order}", token), 200);
            if (_house.Body.IndexOf("\"state\":\"paid\""u8) < 0) throw new InvalidOperationException($"Order {order} is not paid after its notification was answered");
            _house.Member("\"ticketId\":\""u8);
            return true;
        }

        public void Dispose()
        {
            _house.Dispose();
            _pay.Dispose();
        }
    }
}
