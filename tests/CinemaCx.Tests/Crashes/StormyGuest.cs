using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CinemaCx.Orders;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>What guests were told and will hold the house to.</summary>
internal sealed class Promises
{
    public ConcurrentDictionary<string, byte> Placed { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte> Paid { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte> Cancelled { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte> Refunds { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>How many steps were answered: what a killer counts who wants to strike amid the work on any machine.</summary>
    public int Steps => Volatile.Read(ref _steps);

    public void Step() => Interlocked.Increment(ref _steps);

    private int _steps;
}

/// <summary>
/// A guest who buys, cancels and gives back in haste while the house keeps dying. She repeats what got no answer, with the same key, and signs in again when
/// she is not known any more.
/// </summary>
internal sealed class StormyGuest(OutsideWorld world, IReadOnlyList<string> showtimes, Promises promises, int number) : IDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(60);
    private readonly HttpClient _http = new() { BaseAddress = new Uri(world.GuestUrl), Timeout = TimeSpan.FromSeconds(15) };
    private readonly Random _random = new(number);
    private readonly string _openId = $"oStorm{number:0000000000000000000000}";
    private string? _token;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await PlaceAsync(stop) is { } order) await GoOnAsync(order, stop);
        }
    }

    /// <summary>After the storm she gives up what she has not paid.</summary>
    public async Task GoHomeAsync()
    {
        var orders = (await SendAsync(HttpMethod.Get, "/api/v1/orders", null, CancellationToken.None))!.ShouldBe(200).As<OrderView[]>();
        foreach (var order in orders.Where(o => o.State == "held")) await CancelAsync(order.Id, CancellationToken.None);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> PlaceAsync(CancellationToken stop)
    {
        var showtime = showtimes[_random.Next(showtimes.Count)];
        var best = await SendAsync(HttpMethod.Post, $"/api/v1/showtimes/{showtime}/best-seats", new { count = _random.Next(1, 5) }, stop);
        if (best?.Status != 200) return null;
        var seats = best.Body.GetProperty("seats").EnumerateArray().Select(s => s.GetString()).ToList();
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/orders", new { showtimeId = showtime, seats }, stop);
        if (answer?.Status == 201)
        {
            var order = answer.As<OrderView>().Id;
            promises.Placed.TryAdd(order, 0);
            return order;
        }

        // An order whose answer never came, found again.
        return answer?.Code == "open-order-exists" ? answer.Body.GetProperty("parameters").GetProperty("orderId").GetString() : null;
    }

    private async Task GoOnAsync(string order, CancellationToken stop)
    {
        var mood = _random.Next(100);
        if (mood < 20)
        {
            await CancelAsync(order, stop);
            return;
        }

        var opened = await SendAsync(HttpMethod.Post, $"/api/v1/orders/{order}/payment", null, stop);
        if (opened?.Status != 200 || mood < 25) return;
        var prepay = opened.Body.GetProperty("parameters").GetProperty("package").GetString()!["prepay_id=".Length..];
        // Some pay and some cancel, and some do both at once.
        var paying = mood < 40 ? Task.CompletedTask : world.PayAsync(prepay);
        if (mood < 55) await CancelAsync(order, stop);
        await paying;
        if (await SeesPaidAsync(order, stop) is { } paid && _random.Next(100) < 40) await RefundAsync(paid, stop);
    }

    private async Task<OrderView?> SeesPaidAsync(string order, CancellationToken stop)
    {
        for (var look = 0; look < 20 && !stop.IsCancellationRequested; look++)
        {
            if (await SendAsync(HttpMethod.Get, $"/api/v1/orders/{order}", null, stop) is { Status: 200 } answer && answer.As<OrderView>() is { State: not "held" } view)
            {
                if (view.State != "paid") return null;
                promises.Paid.TryAdd(order, 0);
                return view;
            }

            await Task.Delay(Breath, CancellationToken.None);
        }

        return null;
    }

    private async Task CancelAsync(string order, CancellationToken stop)
    {
        if (await SendAsync(HttpMethod.Post, $"/api/v1/orders/{order}/cancellation", null, stop) is { Status: 200 }) promises.Cancelled.TryAdd(order, 0);
    }

    private async Task RefundAsync(OrderView order, CancellationToken stop)
    {
        var seats = order.Seats.Take(_random.Next(1, order.Seats.Count + 1)).Select(s => s.Seat);
        var answer = await SendAsync(HttpMethod.Post, $"/api/v1/orders/{order.Id}/refund", new { seats }, stop);
        if (answer?.Status == 201) promises.Refunds.TryAdd(answer.As<RefundView>().Id, 0);
    }

    /// <summary>Until there is an answer, or the storm is over: then null.</summary>
    private async Task<Answer?> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        var key = Guid.NewGuid().ToString("N");
        do
        {
            try
            {
                if (_token is null && !await SignInAsync()) continue;
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Authorization = new("Bearer", _token);
                if (method != HttpMethod.Get)
                {
                    request.Headers.Add("Idempotency-Key", key);
                    request.Content = JsonContent.Create(body ?? new { });
                }

                var answer = await Answer.ReadAsync(await _http.SendAsync(request, CancellationToken.None));
                if (answer.Status == (int)HttpStatusCode.Unauthorized) _token = null;
                else if (answer.Status < 500)
                {
                    promises.Step();
                    return answer;
                }
                else Keep(answer);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // The house is dead or died over it.
            }

            await Task.Delay(Breath, CancellationToken.None);
        }
        while (!stop.IsCancellationRequested);

        return null;
    }

    private async Task<bool> SignInAsync()
    {
        var answer = await Answer.ReadAsync(await _http.PostAsJsonAsync("/api/v1/sessions", new { code = await world.LoginCodeAsync(_openId) }));
        if (answer.Status == 201) _token = answer.Body.GetProperty("token").GetString();
        else Keep(answer);
        return _token is not null;
    }

    /// <summary>Busy is an answer; not knowing what happened is none.</summary>
    private void Keep(Answer answer)
    {
        if (answer.Status == 500) promises.Errors.TryAdd(answer.Text, 0);
        else Assert.Equal(503, answer.Status);
    }
}
