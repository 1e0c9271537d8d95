using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Simulators.WeCom;

/// <summary>A message an employee was asked to let go.</summary>
internal sealed record CustomerMessage(string MessageId, DateTimeOffset At, string Sender, string ExternalUserId, string Text);

/// <summary><c>POST /cgi-bin/externalcontact/add_msg_template</c> (page 92135), for text to customers of one employee.</summary>
internal sealed class CustomerSends(Tokens tokens)
{
    private const int MostBytes = 4_000;
    private readonly ConcurrentDictionary<string, string> _customers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CustomerMessage> _messages = new();

    public Answer Run(Call call)
    {
        if (call.Method != "POST") return WeComAnswers.Error(43002);
        if (tokens.Refuse(call) is { } refusal) return refusal;
        if (WeComAnswers.Body(call) is not { } body) return WeComAnswers.Error(47001);
        if (body.Text("chat_type") is not (null or "single")) return WeComAnswers.Error(40058, "chat_type");
        if (body.Part("text").Text("content") is not { } text) return WeComAnswers.Error(44004);
        if (Encoding.UTF8.GetByteCount(text) > MostBytes) return WeComAnswers.Error(45002);
        var asked = body.List("external_userid").Select(n => n?.ToString() ?? "").ToList();
        if (asked.Count is 0 or > 10_000) return WeComAnswers.Error(40058, "external_userid");
        var sender = body.Text("sender");
        var reached = asked.FindAll(id => _customers.TryGetValue(id, out var owner) && (sender is null || owner == sender));
        var messageId = "msg" + WireText.RandomText(29);
        foreach (var id in reached) _messages.Enqueue(new CustomerMessage(messageId, call.At, sender ?? _customers[id], id, text));
        var failed = new JsonArray([.. asked.Except(reached, StringComparer.Ordinal).Select(id => (JsonNode)id)]);
        return WeComAnswers.Ok(("fail_list", failed), ("msgid", messageId));
    }

    /// <summary>Who has whom as a contact, and what employees were asked to let go.</summary>
    public void Map(RouteGroupBuilder sim)
    {
        sim.MapPost("/customers", (CustomerWish wish) =>
        {
            if (string.IsNullOrEmpty(wish.ExternalUserId) || string.IsNullOrEmpty(wish.UserId)) return SimJson.Refuse(400, "bad-customer", "externalUserId and userId");
            _customers[wish.ExternalUserId] = wish.UserId;
            return Results.NoContent();
        });
        sim.MapGet("/customer-messages", () => SimJson.Ok(_messages.ToList()));
    }

    public void Clear()
    {
        _customers.Clear();
        _messages.Clear();
    }

    private sealed record CustomerWish(string? ExternalUserId, string? UserId);
}
