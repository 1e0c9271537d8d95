using System.Globalization;
using CinemaCx.Showtimes;

namespace CinemaCx.Tests.Doors;

/// <summary>What the table of bad requests is about: things that exist, so that only one thing at a time is wrong.</summary>
/// <param name="OthersOrder">An order, unpaid, of another guest.</param>
/// <param name="OthersPaid">A paid one, with a ticket.</param>
/// <param name="Strange">The name of a seat that only another hall has.</param>
internal sealed record BadInputScene(
    string Guest, Showing Showing, IReadOnlyList<string> Free, string Strange, string OthersOrder, string OthersPaid, string OthersTicket, string MyOrder);

internal static class BadRequests
{
    private const string Orders = "/api/v1/orders";
    private const string Malformed = "malformed-request";

    private static readonly string Megabyte = $$"""{"showtimeId":"{{new string('x', 1024 * 1024)}}","seats":["A1"]}""";
    private static readonly string Long = new('a', 4000);

    /// <summary>Ids that somebody made up, none of them a path of its own.</summary>
    private static readonly string[] MadeUp =
        ["ord_nobody", "0", "-1", "'", "'%20OR%20'1'='1", "%22", "%E5%BD%B1%E9%99%A2", "%F0%9F%8E%AC", "%C0%AF", "%20", "null", "a%2Fb", "..%2F..%2Fetc", "%3Cscript%3E", Long];

    public static IEnumerable<BadRequest> At(BadInputScene scene) =>
    [
        .. Shapes(scene), .. Choices(scene), .. BestSeats(scene), .. Strangers(scene), .. Unknown(), .. Nobody(scene), .. Keys(scene), .. Ways(scene),
    ];

    private static IEnumerable<BadRequest> Shapes(BadInputScene scene)
    {
        string[] bodies = ["{", "", "   ", "null", "[]", "\"text\"", "7", "{\"seats\":}", "{\"showtimeId\":7,\"seats\":[]}", "{\"showtimeId\":\"x\",\"seats\":\"F7\"}",
            "{\"showtimeId\":\"x\",\"seats\":[7]}", "{\"showtimeId\":\"x\",\"seats\":[null]}", "{\"showtimeId\":\"x\",\"seats\":[\"\"]}", "{\"showtimeId\":\"x\"}",
            "{\"seats\":[\"F7\"]}", "{\"showtimeId\":\"\",\"seats\":[\"F7\"]}", "{}", "{\"showtimeId\":\"\\ud800\",\"seats\":[\"F7\"]}",
            "{\"showtimeId\":\"x\",\"seats\":null}", new string('[', 2000)];
        foreach (var body in bodies) yield return new BadRequest("POST", Orders, body, 400, Malformed);
        yield return new BadRequest("POST", Orders, "{\"showtimeId\":\"\\u0000\",\"seats\":[\"F7\"]}", 400, Malformed);
        yield return new BadRequest("POST", Orders, $$"""{"showtimeId":"{{scene.Showing.Id}}","seats":["\u0000"]}""", 422, "seats-unknown");
        yield return new BadRequest("POST", Orders, null, 400, Malformed) { ContentType = null };
        yield return new BadRequest("POST", Orders, Megabyte, 413, "body-too-large");
        yield return new BadRequest("POST", $"/api/v1/showtimes/{scene.Showing.Id}/best-seats", Megabyte, 413, "body-too-large");
        yield return new BadRequest("POST", "/api/v1/sessions", Megabyte, 413, "body-too-large") { Authorization = null };
        string?[] types = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
        foreach (var type in types) yield return new BadRequest("POST", Orders, "showtimeId=x", 415, "unsupported-media-type") { ContentType = type };
        yield return new BadRequest("POST", Orders, "{}", 415, "unsupported-media-type") { ContentType = null };
        yield return new BadRequest("POST", "/api/v1/sessions", "{}", 400, "code-required") { Authorization = null };
        yield return new BadRequest("POST", "/api/v1/sessions", "{\"code\":null}", 400, "code-required") { Authorization = null };
        yield return new BadRequest("POST", "/api/v1/sessions", "{\"code\":\"  \"}", 400, "code-required") { Authorization = null };
        yield return new BadRequest("POST", "/api/v1/sessions", $$"""{"code":"{{Long}}"}""", 400, "code-required") { Authorization = null };
        yield return new BadRequest("POST", "/api/v1/sessions", "{\"code\":7}", 400, Malformed) { Authorization = null };
        yield return new BadRequest("POST", "/api/v1/sessions", "{\"code\":\"'; DROP TABLE guests --\"}", 401, "login-code-invalid") { Authorization = null };
        yield return new BadRequest("PUT", "/api/v1/me/phone", "{}", 400, "code-required");
        yield return new BadRequest("PUT", "/api/v1/me/phone", "{\"code\":\"影院\\u0000\"}", 422, "phone-code-invalid");
    }

    private static IEnumerable<BadRequest> Choices(BadInputScene scene)
    {
        var id = scene.Showing.Id;
        var seats = scene.Free;
        yield return Order(id, [], 422, "seats-none");
        yield return Order(id, seats.Take(7), 422, "seats-too-many");
        yield return Order(id, scene.Showing.Plan.Seats.Select(s => s.Label), 422, "seats-too-many");
        yield return Order(id, Enumerable.Repeat("Z99", 3000), 422, "seats-too-many");
        yield return Order(id, [seats[0], seats[0]], 422, "seats-twice");
        yield return Order(id, [scene.Strange], 422, "seats-unknown");
        yield return Order(id, [seats[0], scene.Strange], 422, "seats-unknown");
        string[] names = ["Z99", "-1", "F0", " ", "F7 ", seats[0].ToLowerInvariant(), "座位", "' OR '1'='1", "🎬", Long];
        foreach (var name in names) yield return Order(id, [name], 422, "seats-unknown");
        string[] ids = ["sht_nobody", "' OR 1=1 --", "场次", "🎬", Long, scene.Showing.Film.Id];
        foreach (var madeUp in ids) yield return Order(madeUp, [seats[0]], 404, "showtime-not-found");
    }

    private static BadRequest Order(string showtimeId, IEnumerable<string> seats, int status, string code) =>
        BadRequest.With("POST", Orders, new { showtimeId, seats }, status, code);

    private static IEnumerable<BadRequest> BestSeats(BadInputScene scene)
    {
        var path = $"/api/v1/showtimes/{scene.Showing.Id}/best-seats";
        string[] counts = ["0", "7", "-1", "-2147483648", "2147483647"];
        foreach (var count in counts) yield return new BadRequest("POST", path, $$"""{"count":{{count}}}""", 422, "party-size");
        string[] shapeless = ["2147483648", "99999999999999999999", "1.5", "\"2\"", "null", "true", "1e99", "[2]"];
        foreach (var count in shapeless) yield return new BadRequest("POST", path, $$"""{"count":{{count}}}""", 400, Malformed);
        yield return new BadRequest("POST", path, "{}", 422, "party-size");
        yield return new BadRequest("POST", path, "{\"count\":2,\"together\":\"yes\"}", 400, Malformed);
        yield return new BadRequest("POST", path, "{\"count\":2,\"zone\":\"nowhere\"}", 422, "zone-unknown");
        yield return new BadRequest("POST", path, "{\"count\":2,\"zone\":\"\\u0000\"}", 422, "zone-unknown");
        foreach (var id in MadeUp) yield return new BadRequest("POST", $"/api/v1/showtimes/{id}/best-seats", "{\"count\":2}", 404, "showtime-not-found");
    }

    private static IEnumerable<BadRequest> Strangers(BadInputScene scene)
    {
        foreach (var id in new[] { scene.OthersOrder, scene.OthersPaid })
        {
            yield return new BadRequest("GET", $"{Orders}/{id}", null, 404, "order-not-found");
            yield return new BadRequest("POST", $"{Orders}/{id}/payment", "{}", 404, "order-not-found");
            yield return new BadRequest("POST", $"{Orders}/{id}/cancellation", "{}", 404, "order-not-found");
            yield return new BadRequest("GET", $"{Orders}/{id}/refund", null, 404, "order-not-found");
            yield return new BadRequest("POST", $"{Orders}/{id}/refund", "{\"seats\":[\"A1\"]}", 404, "order-not-found");
        }

        yield return new BadRequest("GET", $"/api/v1/tickets/{scene.OthersTicket}", null, 404, "ticket-not-found");
        var mine = $"{Orders}/{scene.MyOrder}/refund";
        yield return new BadRequest("POST", mine, "{}", 400, "seats-required");
        yield return new BadRequest("POST", mine, "{\"seats\":[]}", 400, "seats-required");
        yield return new BadRequest("POST", mine, "{\"seats\":[null]}", 400, Malformed);
        yield return new BadRequest("POST", mine, "{\"seats\":[\"\\u0000\"]}", 409, "seats-not-refundable");
        yield return BadRequest.With("POST", mine, new { seats = new[] { scene.Strange, "' OR 1=1 --" } }, 409, "seats-not-refundable");
        yield return BadRequest.With("POST", mine, new { seats = Enumerable.Range(0, 5000).Select(i => $"Z{i}") }, 409, "seats-not-refundable");
        yield return new BadRequest("POST", mine, "{\"seats\":[7]}", 400, Malformed);
        yield return new BadRequest("POST", $"{Orders}/{scene.MyOrder}/payment", "{}", 409, "order-already-paid");
        yield return new BadRequest("POST", $"{Orders}/{scene.MyOrder}/cancellation", "{}", 409, "order-already-paid");
    }

    private static IEnumerable<BadRequest> Unknown()
    {
        foreach (var id in MadeUp)
        {
            yield return new BadRequest("GET", $"/api/v1/cinemas/{id}", null, 404, "cinema-not-found");
            yield return new BadRequest("GET", $"/api/v1/cinemas/{id}/showtimes", null, 404, "cinema-not-found");
            yield return new BadRequest("GET", $"/api/v1/films/{id}", null, 404, "film-not-found");
            yield return new BadRequest("GET", $"/api/v1/showtimes/{id}", null, 404, "showtime-not-found");
            yield return new BadRequest("GET", $"/api/v1/showtimes/{id}/seats", null, 404, "showtime-not-found");
            yield return new BadRequest("GET", $"/api/v1/seat-plans/{id}", null, 404, "seat-plan-not-found");
            yield return new BadRequest("GET", $"{Orders}/{id}", null, 404, "order-not-found");
            yield return new BadRequest("POST", $"{Orders}/{id}/payment", "{}", 404, "order-not-found");
            yield return new BadRequest("GET", $"/api/v1/tickets/{id}", null, 404, "ticket-not-found");
        }
    }

    private static IEnumerable<BadRequest> Nobody(BadInputScene scene)
    {
        (string?, string)[] headers =
        [
            (null, "session-required"), ("Bearer", "session-required"), ("Bearer ", "session-required"), ("Basic dTpw", "session-required"), (scene.Guest, "session-required"),
            ("Bearer x", "session-invalid"), ("Bearer " + Long, "session-invalid"), ("Bearer " + scene.Guest + "x", "session-invalid"),
            ("Bearer " + scene.Guest[..^1], "session-invalid"), ("Bearer ' OR 1=1 --", "session-invalid"),
        ];
        (string, string)[] doors =
        [
            ("GET", "/api/v1/me"), ("GET", Orders), ("POST", Orders), ("GET", $"{Orders}/{scene.MyOrder}"), ("POST", $"{Orders}/{scene.MyOrder}/payment"),
            ("POST", $"{Orders}/{scene.MyOrder}/refund"), ("GET", "/api/v1/tickets/tkt_x"), ("DELETE", "/api/v1/sessions/current"), ("PUT", "/api/v1/me/phone"),
        ];
        foreach (var (header, code) in headers)
            foreach (var (method, path) in doors)
                yield return new BadRequest(method, path, method is "GET" or "DELETE" ? null : "{}", 401, code) { Authorization = header };
        // Looking needs no session, but a wrong one is told so.
        yield return new BadRequest("GET", $"/api/v1/showtimes/{scene.Showing.Id}/seats", null, 401, "session-invalid") { Authorization = "Bearer x" };
    }

    private static IEnumerable<BadRequest> Keys(BadInputScene scene)
    {
        var order = Order(scene.Showing.Id, [scene.Free[0]], 400, "idempotency-key-required");
        yield return order with { Key = null };
        yield return order with { Key = new string('k', 65), Code = "idempotency-key-invalid" };
        yield return order with { Key = "two words", Code = "idempotency-key-invalid" };
        yield return new BadRequest("POST", $"{Orders}/{scene.MyOrder}/refund", "{\"seats\":[\"A1\"]}", 400, "idempotency-key-required") { Key = null };
    }

    private static IEnumerable<BadRequest> Ways(BadInputScene scene)
    {
        string[] nowhere = ["/", "/api", "/api/v1", "/api/v1/", "/api/v2/orders", "/api/v1/order", "/favicon.ico", "/.env", "/api/v1/orders/x/y/z", "/api/v1/../../etc/passwd", "/openapi/v2.json", "/" + Long];
        foreach (var path in nowhere) yield return new BadRequest("GET", path, null, 404, "not-found");
        (string, string)[] wrong =
        [
            ("DELETE", Orders), ("PUT", $"{Orders}/{scene.MyOrder}"), ("PATCH", "/api/v1/me"), ("GET", "/api/v1/sessions"), ("POST", "/api/v1/cinemas"),
            ("GET", $"{Orders}/{scene.MyOrder}/payment"), ("GET", "/callbacks/wechat-pay"), ("FOO", Orders), ("POST", "/health/ready"),
        ];
        foreach (var (method, path) in wrong) yield return new BadRequest(method, path, null, 405, "method-not-allowed");
        var day = $"/api/v1/cinemas/{scene.Showing.Cinema.Id}/showtimes?date=";
        string[] dates = ["", "tomorrow", "2026-13-01", "2026-02-30", "26-1-1", "2026/11/22", "2026-11-22T00:00:00", "99999-01-01", "-1", "'", "%00", "0000-00-00", Long];
        foreach (var date in dates) yield return new BadRequest("GET", day + date, null, 400, "date-invalid");
        yield return new BadRequest("GET", "/api/v1/films?cinemaId=%00", null, 404, "cinema-not-found");
        yield return new BadRequest("GET", "/api/v1/films?cinemaId=nobody", null, 404, "cinema-not-found");
        yield return new BadRequest("GET", $"{Orders}?before=%00", null, 400, "before-invalid");
        yield return new BadRequest("GET", $"{Orders}?before=nobody", null, 400, "before-invalid");
    }

    /// <summary>What the staff door is sent.</summary>
    public static IEnumerable<BadRequest> AtTheStaffDoor(string usher, string showtimeId)
    {
        const string Entries = "/api/v1/entries";
        var cancel = $"/api/v1/showtimes/{showtimeId}/cancellation";
        (string?, string)[] headers = [(null, "staff-token-required"), ("Basic dTpw", "staff-token-required"), ("Bearer x", "staff-token-invalid"), ("Bearer " + Long, "staff-token-invalid")];
        foreach (var (header, code) in headers)
        {
            yield return new BadRequest("POST", Entries, "{\"ticketCode\":\"X\"}", 401, code) { Authorization = header };
            yield return new BadRequest("POST", cancel, "{}", 401, code) { Authorization = header };
        }

        string[] shapeless = ["{", "", "null", "[]", "{\"ticketCode\":7}"];
        foreach (var body in shapeless) yield return new BadRequest("POST", Entries, body, 400, Malformed);
        string[] empty = ["{}", "{\"ticketCode\":null}", "{\"ticketCode\":\"  \"}", $$"""{"ticketCode":"{{Long}}"}"""];
        foreach (var body in empty) yield return new BadRequest("POST", Entries, body, 400, "ticket-code-required");
        yield return new BadRequest("POST", Entries, "{\"ticketCode\":\"A\\u0000B\"}", 400, "ticket-code-required");
        string[] codes = ["NOBODY", "' OR '1'='1", "影院", "🎬"];
        foreach (var code in codes) yield return new BadRequest("POST", Entries, $$"""{"ticketCode":"{{code}}"}""", 404, "ticket-not-found");
        yield return new BadRequest("POST", Entries, Megabyte, 413, "body-too-large");
        yield return new BadRequest("POST", Entries, "x", 415, "unsupported-media-type") { ContentType = "text/plain" };
        yield return new BadRequest("POST", cancel, "{}", 403, "staff-not-allowed") { Authorization = "Bearer " + usher };
        yield return new BadRequest("POST", "/api/v1/showtimes/nobody/cancellation", "{}", 404, "showtime-not-found");
        yield return new BadRequest("GET", Entries, null, 405, "method-not-allowed");
        yield return new BadRequest("GET", string.Create(CultureInfo.InvariantCulture, $"/api/v{2}/entries"), null, 404, "not-found");
    }
}
