using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Tests.Support;

namespace CinemaCx.Tests.Orders;

/// <summary>A payment as the platform has it.</summary>
/// <param name="Paid">What really came in, in fen; zero while unpaid.</param>
/// <param name="Returned">What really went back, in fen.</param>
internal sealed record PlatformMoney(string Number, string State, long Paid, long Returned, IReadOnlyList<string> RefundNumbers);

/// <summary>What the stories about money ask of the simulated payment platform.</summary>
internal static class SimulatedPlatform
{
    public const string Prepay = "/v3/pay/transactions/jsapi";
    public const string Close = "/v3/pay/transactions/out-trade-no/*/close";
    public const string Transactions = "/v3/pay/transactions/out-trade-no/";
    public const string Refunds = "/v3/refund/domestic/refunds";
    public const string Everything = "/v3/";

    /// <summary>The platform misbehaves, until <see cref="RecoverAsync"/> unless <c>times</c> says otherwise.</summary>
    public static Task BreakAsync(this Cinema cinema, object fault) => cinema.SimAsync(cinema.PayUrl, "faults", fault);

    public static async Task RecoverAsync(this Cinema cinema) => (await cinema.Http.DeleteAsync($"{cinema.PayUrl}/_sim/faults")).EnsureSuccessStatusCode();

    public static Task<JsonElement> LookAsync(this Cinema cinema, string what) =>
        cinema.Http.GetFromJsonAsync<JsonElement>($"{cinema.PayUrl}/_sim/{what}");

    /// <param name="number">Our payment's number, or a prepay id of it.</param>
    public static async Task<PlatformMoney> MoneyAsync(this Cinema cinema, string number)
    {
        var payment = await cinema.LookAsync("payments/" + number);
        var refunds = payment.GetProperty("refunds").EnumerateArray().ToList();
        return new PlatformMoney(
            payment.GetProperty("outTradeNo").GetString()!,
            payment.GetProperty("tradeState").GetString()!,
            payment.TryGetProperty("paidTotal", out var paid) && paid.ValueKind == JsonValueKind.Number ? paid.GetInt64() : 0,
            refunds.Where(r => r.GetProperty("status").GetString() == "SUCCESS").Sum(r => r.GetProperty("refund").GetInt64()),
            [.. refunds.Select(r => r.GetProperty("outRefundNo").GetString()!)]);
    }

    /// <summary>The platform sends a notification now.</summary>
    /// <returns>What our door answered to each attempt.</returns>
    public static Task<IReadOnlyList<int>> TellAsync(this Cinema cinema, string number, object? how = null) => TellOfAsync(cinema, "payments", number, how);

    /// <inheritdoc cref="TellAsync"/>
    public static Task<IReadOnlyList<int>> TellRefundAsync(this Cinema cinema, string number, object? how = null) =>
        TellOfAsync(cinema, "refunds", number, how);

    /// <summary>What the platform was asked, oldest first: method, path, status.</summary>
    public static async Task<List<(string Method, string Path, int Status)>> CallsAsync(this Cinema cinema, string path = Everything) =>
        [.. (await cinema.LookAsync("calls?limit=500&path=" + path)).GetProperty("calls").EnumerateArray().Reverse()
            .Select(c => (c.GetProperty("method").GetString()!, c.GetProperty("path").GetString()!, c.GetProperty("status").GetInt32()))];

    /// <summary>How long refunds take; negative: until somebody decides.</summary>
    public static Task RefundsTakeAsync(this Cinema cinema, double milliseconds) => cinema.SimAsync(cinema.PayUrl, "settings", new { refundDelayMs = milliseconds });

    private static async Task<IReadOnlyList<int>> TellOfAsync(Cinema cinema, string kind, string number, object? how) =>
        [.. (await cinema.SimAsync(cinema.PayUrl, $"{kind}/{number}/notify", how)).GetProperty("attempts").EnumerateArray()
            .Select(a => a.GetProperty("status").GetInt32())];
}
