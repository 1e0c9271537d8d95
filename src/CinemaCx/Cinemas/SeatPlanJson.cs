using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CinemaCx.Cinemas;

/// <summary>
/// The canonical JSON of a plan. One content has one spelling: members in a fixed order, what is usual left out
/// (<c>kind</c> of a standard seat, <c>block</c> of a seat on sale), so that its hash can be the plan's name.
/// </summary>
internal static class SeatPlanJson
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string IdOf(SeatPlan plan)
    {
        var hash = SHA256.HashData(Write(plan, id: null));
        return string.Create(21, hash, static (text, hash) =>
        {
            "plan_".CopyTo(text);
            for (var i = 0; i < 16; i++)
                text[5 + i] = Alphabet[hash[i] & 31];
        });
    }

    public static byte[] Write(SeatPlan plan, string? id)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * plan.Count);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        if (id is not null)
            json.WriteString("id", id);
        json.WriteStartArray("rows");
        for (var first = 0; first < plan.Count;)
            first = WriteRow(json, plan, first);
        json.WriteEndArray();
        json.WriteStartArray("zones");
        foreach (var zone in plan.Zones)
            json.WriteStringValue(zone);
        json.WriteEndArray();
        json.WriteNumber("width", plan.Width);
        json.WriteNumber("height", plan.Height);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static int WriteRow(Utf8JsonWriter json, SeatPlan plan, int first)
    {
        var (label, y) = (plan[first].Row, plan[first].Y);
        json.WriteStartObject();
        json.WriteString("label", label);
        json.WriteNumber("y", y);
        json.WriteStartArray("seats");
        var i = first;
        for (; i < plan.Count && plan[i].Y == y && plan[i].Row == label; i++)
            WriteSeat(json, plan[i]);
        json.WriteEndArray();
        json.WriteEndObject();
        return i;
    }

    private static void WriteSeat(Utf8JsonWriter json, Seat seat)
    {
        json.WriteStartObject();
        json.WriteString("n", seat.Label);
        json.WriteString("no", seat.Number);
        json.WriteNumber("x", seat.X);
        json.WriteString("zone", seat.Zone);
        if (seat.Kind != SeatKind.Standard)
            json.WriteString("kind", WordOf(seat.Kind));
        if (seat.PairLabel is not null)
            json.WriteString("pair", seat.PairLabel);
        if (seat.Block != SeatBlock.None)
            json.WriteString("block", WordOf(seat.Block));
        json.WriteEndObject();
    }

    public static SeatPlan Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var plan = SeatPlan.Build(root.GetProperty("rows").EnumerateArray().SelectMany(SeatsOf)).Required;
            if (root.GetProperty("id").GetString() != plan.Id)
                throw new FormatException($"The content is {plan.Id}, not {root.GetProperty("id").GetString()}.");
            return plan;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Not the JSON of a seat plan.", e);
        }
    }

    private static IEnumerable<SeatDefinition> SeatsOf(JsonElement row) =>
        row.GetProperty("seats").EnumerateArray().Select(seat => new SeatDefinition
        {
            Row = Text(row, "label"),
            Number = Text(seat, "no"),
            X = seat.GetProperty("x").GetInt32(),
            Y = row.GetProperty("y").GetInt32(),
            Zone = Text(seat, "zone"),
            Kind = KindOf(seat),
            PairLabel = seat.TryGetProperty("pair", out var pair) ? pair.GetString() : null,
            Block = BlockOf(seat),
        });

    private static string Text(JsonElement element, string member) =>
        element.GetProperty(member).GetString() ?? throw new FormatException($"A seat plan has no {member}.");

    private static string WordOf(SeatKind kind) => kind switch
    {
        SeatKind.Couple => "couple",
        SeatKind.Wheelchair => "wheelchair",
        SeatKind.Companion => "companion",
        _ => "standard",
    };

    private static string WordOf(SeatBlock block) => block == SeatBlock.Broken ? "broken" : "house";

    private static SeatKind KindOf(JsonElement seat) => !seat.TryGetProperty("kind", out var word) ? SeatKind.Standard : word.GetString() switch
    {
        "couple" => SeatKind.Couple,
        "wheelchair" => SeatKind.Wheelchair,
        "companion" => SeatKind.Companion,
        var other => throw new FormatException($"Unknown kind of seat: {other}."),
    };

    private static SeatBlock BlockOf(JsonElement seat) => !seat.TryGetProperty("block", out var word) ? SeatBlock.None : word.GetString() switch
    {
        "house" => SeatBlock.House,
        "broken" => SeatBlock.Broken,
        var other => throw new FormatException($"Unknown block of a seat: {other}."),
    };
}
