using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CinemaCx.Tests.Doors;

/// <summary>A database's tables, columns, keys and indexes as text.</summary>
internal static class SchemaText
{
    private const string Sqlite = """
        SELECT 'table ' || m.name, group_concat('  ' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END
            || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END, char(10))
        FROM (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'VersionInfo') m, pragma_table_info(m.name) c
        GROUP BY m.name
        UNION ALL
        SELECT 'index ' || name, '  ' || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name <> 'VersionInfo'
        ORDER BY 1
        """;

    private const string Postgres = """
        SELECT 'table ' || c.table_name, string_agg('  ' || c.column_name || ' ' || c.data_type || CASE c.is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
            || coalesce(' key ' || k.ordinal_position, ''), chr(10) ORDER BY c.ordinal_position)
        FROM information_schema.columns c
        LEFT JOIN information_schema.table_constraints t
            ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'
        LEFT JOIN information_schema.key_column_usage k
            ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name AND k.column_name = c.column_name
        WHERE c.table_schema = 'public' AND c.table_name <> 'VersionInfo'
        GROUP BY c.table_name
        UNION ALL
        SELECT 'index ' || indexname, '  ' || indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'VersionInfo' AND indexname NOT LIKE '%\_pkey'
        ORDER BY 1
        """;

    public static async Task<string> OfAsync(string connectionString)
    {
        var sqlite = connectionString.StartsWith("Data Source", StringComparison.Ordinal);
        await using DbConnection connection = sqlite ? new SqliteConnection(connectionString + ";Pooling=False") : new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sqlite ? Sqlite : Postgres;
        var text = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) text[reader.GetString(0)] = reader.GetString(1);
        return string.Join("\n", text.Select(pair => new StringBuilder(pair.Key).Append('\n').Append(pair.Value)));
    }
}
