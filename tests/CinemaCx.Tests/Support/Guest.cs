using System.Net.Http.Json;
using CinemaCx.Orders;
using CinemaCx.Showtimes;

namespace CinemaCx.Tests.Support;

/// <summary>A guest with her phone in her hand: everything she does goes through the guest door.</summary>
public sealed class Guest(Cinema cinema, string token)
{
    public string Token { get; } = token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <param name="key">Idempotency key; a new one by default.</param>
    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) => SendAsync(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("N"));

    /// <summary>She tries to take seats.</summary>
    public Task<Answer> HoldAsync(Showing showing, IEnumerable<string> seats, string? key = null) =>
        PostAsync("/api/v1/orders", new { showtimeId = showing.Id, seats }, key);

    /// <summary>She takes seats and gets them.</summary>
    public async Task<OrderView> HoldsAsync(Showing showing, params string[] seats) => (await HoldAsync(showing, seats)).ShouldBe(201).As<OrderView>();

    /// <summary>She takes the best seats for so many and gets them.</summary>
    public async Task<OrderView> HoldsBestAsync(Showing showing, int count = 2)
    {
        var best = (await PostAsync($"/api/v1/showtimes/{showing.Id}/best-seats", new { count })).ShouldBe(200);
        return await HoldsAsync(showing, [.. best.Body.GetProperty("seats").EnumerateArray().Select(s => s.GetString()!)]);
    }

    /// <summary>She opens the payment.</summary>
    /// <returns>The prepay id.</returns>
    public async Task<string> OpensPaymentAsync(string orderId)
    {
        var answer = (await PostAsync($"/api/v1/orders/{orderId}/payment")).ShouldBe(200);
        return answer.Body.GetProperty("parameters").GetProperty("package").GetString()!["prepay_id=".Length..];
    }

    public async Task<OrderView> OrderAsync(string orderId) => (await GetAsync($"/api/v1/orders/{orderId}")).ShouldBe(200).As<OrderView>();

    /// <summary>She waits for her order to come into a state.</summary>
    public async Task<OrderView> SeesOrderAsync(string orderId, string state)
    {
        OrderView order = null!;
        await Cinema.EventuallyAsync(async () => (order = await OrderAsync(orderId)).State == state, $"order {orderId} {state}");
        return order;
    }

    /// <summary>The whole way: hold, open the payment, pay, see the tickets.</summary>
    public async Task<OrderView> BuysAsync(Showing showing, int count = 2)
    {
        var order = await HoldsBestAsync(showing, count);
        await cinema.PayAsync(await OpensPaymentAsync(order.Id));
        return await SeesOrderAsync(order.Id, "paid");
    }

    public async Task<string> TicketCodeAsync(string ticketId) =>
        (await GetAsync($"/api/v1/tickets/{ticketId}")).ShouldBe(200).Body.GetProperty("ticket").GetProperty("code").GetString()!;

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", Token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (method != HttpMethod.Get) request.Content = JsonContent.Create(body ?? new { });
        return await Answer.ReadAsync(await cinema.Http.SendAsync(request));
    }
}
