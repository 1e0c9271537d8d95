using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CinemaCx.Platform.Primitives;

/// <summary>
/// An amount of money in fen (1/100 yuan), a 64-bit integer. Columns end in <c>_fen</c>, JSON members in <c>Fen</c>;
/// on the wire it is the bare integer.
/// </summary>
[JsonConverter(typeof(FenJsonConverter))]
public readonly record struct Fen(long Value) : IComparable<Fen>
{
    public static readonly Fen Zero = new(0);

    /// <summary>Whole yuan as fen.</summary>
    public static Fen Yuan(long yuan) => new(checked(yuan * 100));

    public static Fen operator +(Fen a, Fen b) => new(checked(a.Value + b.Value));
    public static Fen operator -(Fen a, Fen b) => new(checked(a.Value - b.Value));
    public static Fen operator *(Fen a, long times) => new(checked(a.Value * times));
    public static Fen operator -(Fen a) => new(checked(-a.Value));
    public static bool operator <(Fen a, Fen b) => a.Value < b.Value;
    public static bool operator >(Fen a, Fen b) => a.Value > b.Value;
    public static bool operator <=(Fen a, Fen b) => a.Value <= b.Value;
    public static bool operator >=(Fen a, Fen b) => a.Value >= b.Value;

    public int CompareTo(Fen other) => Value.CompareTo(other.Value);

    /// <summary>The share of this amount given in percent, half a fen rounded away from zero.</summary>
    /// <param name="percent">0 to 100.</param>
    public Fen Percent(int percent) => new((long)Math.Round(Value * (decimal)percent / 100m, MidpointRounding.AwayFromZero));

    /// <summary>As a guest reads it: <c>¥45</c>, <c>¥45.50</c>.</summary>
    public override string ToString() =>
        (Value < 0 ? "-¥" : "¥") + (Math.Abs(Value) / 100m).ToString(Value % 100 == 0 ? "0" : "0.00", CultureInfo.InvariantCulture);
}

public static class FenSums
{
    public static Fen Sum(this IEnumerable<Fen> amounts) => amounts.Aggregate(Fen.Zero, (sum, next) => sum + next);

    public static Fen Sum<T>(this IEnumerable<T> items, Func<T, Fen> amount) => items.Select(amount).Sum();
}

internal sealed class FenJsonConverter : JsonConverter<Fen>
{
    public override Fen Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Fen value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
