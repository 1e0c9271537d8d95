using System.Text;

namespace CinemaCx.Cinemas;

/// <summary>
/// The seats of a hall. Immutable and named by its content: the same seats always have the same <see cref="Id"/> and any
/// change gives another, so a plan may be cached for ever and a showtime keeps the plan it was sold on.
/// </summary>
public sealed class SeatPlan
{
    private readonly Seat[] _seats;
    private readonly byte[] _json;
    private readonly Dictionary<string, int> _index;
    private readonly Lazy<SeatPlanGeometry> _geometry;

    internal SeatPlan(Seat[] seats)
    {
        _seats = seats;
        Zones = [.. seats.Select(s => s.Zone).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Width = seats.Max(s => s.X) + 1;
        Height = seats.Max(s => s.Y) + 1;
        _index = seats.ToDictionary(s => s.Label, s => s.Index, StringComparer.Ordinal);
        Id = SeatPlanJson.IdOf(this);
        _json = SeatPlanJson.Write(this, Id);
        _geometry = new(() => new SeatPlanGeometry(this));
    }

    /// <summary><c>plan_</c> and 16 characters made of the content.</summary>
    public string Id { get; }

    /// <summary>In plan order: top row to bottom, left to right.</summary>
    public IReadOnlyList<Seat> Seats => _seats;

    public int Count => _seats.Length;

    /// <summary>Codes of the price zones, sorted.</summary>
    public IReadOnlyList<string> Zones { get; }

    /// <summary>Columns of the grid.</summary>
    public int Width { get; }

    /// <summary>Lines of the grid.</summary>
    public int Height { get; }

    public Seat this[int index] => _seats[index];

    internal SeatPlanGeometry Geometry => _geometry.Value;

    /// <returns>The seat's position in plan order, or -1 when the hall has no such seat.</returns>
    public int IndexOf(string label) => _index.GetValueOrDefault(label, -1);

    public Seat? Find(string label) => _index.TryGetValue(label, out var index) ? _seats[index] : null;

    /// <summary>The canonical body in UTF-8, both what guests download and what the database stores.</summary>
    public ReadOnlyMemory<byte> ToJson() => _json;

    /// <summary>Checks and orders the seats an importer or an editor describes.</summary>
    /// <returns>The plan, or every problem found and no plan.</returns>
    public static SeatPlanResult Build(IEnumerable<SeatDefinition> definitions) => new SeatPlanBuild(definitions).Run();

    /// <summary>Reads back what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no plan, or its content does not match its id.</exception>
    public static SeatPlan Parse(ReadOnlyMemory<byte> json) => SeatPlanJson.Read(json);

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static SeatPlan Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));
}
