using System.Globalization;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.Mapping;

namespace CinemaCx.Platform.Data;

/// <summary>
/// How our types lie in both databases: instants are Unix milliseconds (bigint), money is fen (bigint), dates are <c>yyyy-MM-dd</c>.
/// Enums store the word given by <see cref="MapValueAttribute"/> on each member.
/// </summary>
internal static class StorageMapping
{
    public static readonly MappingSchema Schema = Create();

    private static MappingSchema Create()
    {
        var schema = new MappingSchema("CinemaCx");

        schema.AddScalarType(typeof(Fen), DataType.Int64);
        schema.SetConverter<Fen, long>(f => f.Value);
        schema.SetConverter<long, Fen>(v => new Fen(v));
        schema.SetConverter<Fen, DataParameter>(f => new DataParameter(null, f.Value, DataType.Int64));
        schema.SetValueToSqlConverter(typeof(Fen), (sql, _, v) => sql.Append(((Fen)v).Value));
        // PostgreSQL sums bigint to numeric.
        schema.SetConverter<decimal, Fen>(v => new Fen((long)v));

        schema.AddScalarType(typeof(DateTimeOffset), DataType.Int64);
        schema.SetConverter<DateTimeOffset, long>(i => i.ToUnixTimeMilliseconds());
        schema.SetConverter<long, DateTimeOffset>(DateTimeOffset.FromUnixTimeMilliseconds);
        schema.SetConverter<DateTimeOffset, DataParameter>(i => new DataParameter(null, i.ToUnixTimeMilliseconds(), DataType.Int64));
        schema.SetValueToSqlConverter(typeof(DateTimeOffset), (sql, _, v) => sql.Append(((DateTimeOffset)v).ToUnixTimeMilliseconds()));

        schema.AddScalarType(typeof(DateOnly), DataType.NVarChar);
        schema.SetConverter<DateOnly, string>(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        schema.SetConverter<string, DateOnly>(s => DateOnly.ParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        schema.SetConverter<DateOnly, DataParameter>(d =>
            new DataParameter(null, d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), DataType.NVarChar));
        schema.SetValueToSqlConverter(typeof(DateOnly), (sql, _, v) =>
            sql.Append('\'').Append(((DateOnly)v).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append('\''));
        return schema;
    }
}
