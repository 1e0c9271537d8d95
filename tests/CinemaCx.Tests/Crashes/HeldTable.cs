using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CinemaCx.Tests.Crashes;

/// <summary>Keeps others from writing to a table until disposed; on SQLite, which has one writer at a time, from writing at all.</summary>
internal sealed class HeldTable : IAsyncDisposable
{
    private readonly DbConnection _connection;

    private HeldTable(DbConnection connection) => _connection = connection;

    /// <param name="readersToo">On PostgreSQL only.</param>
    public static async Task<HeldTable> HoldAsync(string connection, string table, bool readersToo = false)
    {
        var held = await OpenAsync(connection);
        string[] statements = held is SqliteConnection ? ["BEGIN IMMEDIATE"] : ["BEGIN", $"LOCK TABLE {table} IN {(readersToo ? "ACCESS EXCLUSIVE" : "EXCLUSIVE")} MODE"];
        foreach (var statement in statements) await RunAsync(held, statement);
        return new HeldTable(held);
    }

    /// <summary>For as long as it stands, no row can be added to the table: what tries fails and is undone.</summary>
    public static Task RefuseInsertsAsync(string connection, string table) => RefuseAsync(connection, $"BEFORE INSERT ON {table}", "1 = 1", "NEW");

    /// <summary>For as long as it stands, no work of these handlers can be crossed out.</summary>
    public static Task RefuseCrossingOutAsync(string connection, string handlers) =>
        RefuseAsync(connection, "BEFORE DELETE ON outbox", $"OLD.handler IN ({handlers})", "OLD");

    public static async Task RefuseNoMoreAsync(string connection, string table)
    {
        await using var open = await OpenAsync(connection);
        await RunAsync(open, open is SqliteConnection ? "DROP TRIGGER refused" : $"DROP TRIGGER refused ON {table}; DROP FUNCTION refuse()");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task RefuseAsync(string connection, string when, string which, string row)
    {
        await using var open = await OpenAsync(connection);
        await RunAsync(open, open is SqliteConnection
            ? $"CREATE TRIGGER refused {when} WHEN {which} BEGIN SELECT RAISE(ABORT, 'refused'); END"
            : $"""
               CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {which} THEN RAISE EXCEPTION 'refused'; END IF; RETURN {row}; END $$;
               CREATE TRIGGER refused {when} FOR EACH ROW EXECUTE FUNCTION refuse()
               """);
    }

    private static async Task<DbConnection> OpenAsync(string connection)
    {
        DbConnection open = connection.Contains("Data Source=", StringComparison.OrdinalIgnoreCase)
            ? new SqliteConnection(connection + ";Pooling=False")
            : new NpgsqlConnection(connection + ";Pooling=False");
        await open.OpenAsync();
        return open;
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
