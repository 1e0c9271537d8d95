using System.Data;
using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.Interceptors;

namespace CinemaCx.Platform.Data;

/// <summary>
/// One connection, inside one transaction when it came from <see cref="Database.BeginAsync"/>. Rows are read and written through linq2db;
/// the few statements where a round trip counts are sent together by <see cref="RunAsync"/>.
/// </summary>
public sealed class DbSession : DataConnection, IAsyncDisposable
{
    private readonly Database _database;
    private readonly List<Action> _afterCommit = [];
    private SemaphoreSlim? _writeGate;

    internal DbSession(DataOptions options, Database database, SemaphoreSlim? writeGate) : base(options)
    {
        _database = database;
        _writeGate = writeGate;
        if (database.RewriteSql is not null) AddInterceptor(new Rewriter(database));
    }

    public DatabaseEngine Engine => _database.Engine;

    /// <summary>
    /// Ends a SELECT whose rows must not be changed until this transaction is over, by anybody who locks them with <see cref="LockForChange"/>. SQLite
    /// has one writer at a time and needs no words for it.
    /// </summary>
    public SqlText LockAsReference => Engine == DatabaseEngine.PostgreSql ? new SqlText("FOR KEY SHARE") : new SqlText("");

    /// <summary>Ends a SELECT of rows that are about to be changed.</summary>
    public SqlText LockForChange => Engine == DatabaseEngine.PostgreSql ? new SqlText("FOR UPDATE") : new SqlText("");

    /// <summary>A value: how many days the business day in a column lies before another; 0 on that day itself.</summary>
    public FormattableString DaysBefore(DateOnly last, SqlText column) => Engine == DatabaseEngine.PostgreSql
        ? (FormattableString)$"(CAST({last} AS date) - CAST({column} AS date))"
        : $"CAST(julianday({last}) - julianday({column}) AS INTEGER)";

    /// <summary>
    /// A script that begins so commits without waiting for the disk: for what a crash of the database server may undo because it is done again then. What
    /// is undone are the last instants, whole transactions, never parts of one.
    /// </summary>
    public Script Relaxed()
    {
        var script = new Script();
        if (Engine == DatabaseEngine.PostgreSql) script.Do($"SET LOCAL synchronous_commit TO off");
        return script;
    }

    /// <summary>Done once the transaction is durable; never when it is undone.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public async Task CommitAsync(CancellationToken cancellation = default)
    {
        await CommitTransactionAsync(cancellation);
        Committed();
    }

    /// <summary>
    /// Sends the last statements of a transaction together with its commit, in one round trip: for writing down what was decided, when no answer of
    /// theirs could still stop it. When one fails, nothing is kept.
    /// </summary>
    /// <returns>As <see cref="RunAsync"/>; everything is durable already.</returns>
    public async Task<List<List<string>>> CommitAsync(Script script, CancellationToken cancellation = default)
    {
        var isPostgres = Engine == DatabaseEngine.PostgreSql;
        if (isPostgres) script.Do($"COMMIT");
        var results = await RunAsync(script, cancellation);
        if (!isPostgres) await CommitTransactionAsync(cancellation);
        Committed();
        return results;
    }

    /// <summary>
    /// Rows by a statement in words, for the paths that thousands walk: linq2db maps them as always, but has no expression to translate each time, which
    /// costs several times what the database's own work does.
    /// </summary>
    /// <param name="statement">A SELECT, or a change with RETURNING, whose columns are those of <typeparamref name="T"/>; values in interpolated holes become parameters, none may be null.</param>
    public Task<List<T>> ListAsync<T>(FormattableString statement, CancellationToken cancellation)
    {
        var (sql, values) = Worded(statement);
        return this.QueryToListAsync<T>(sql, cancellation, values);
    }

    /// <summary>As <see cref="ListAsync{T}"/>, the one row there can be.</summary>
    public async Task<T?> FindAsync<T>(FormattableString statement, CancellationToken cancellation)
        where T : class => (await ListAsync<T>(statement, cancellation)).SingleOrDefault();

    /// <summary>The rows of several SELECTs in one round trip; each sees what is committed when its turn comes.</summary>
    /// <typeparam name="T">A list for each of them, marked with <c>[ResultSetIndex]</c> in their order.</typeparam>
    public Task<T> ListManyAsync<T>(FormattableString statements, CancellationToken cancellation)
        where T : class
    {
        var (sql, values) = Worded(statements);
        return this.QueryMultipleAsync<T>(sql, cancellation, values);
    }

    /// <summary>Sends the statements of a script in one round trip; an empty one is none.</summary>
    /// <returns>For each <see cref="Script.Ask"/>, the first column of each row as text, in order.</returns>
    public async Task<List<List<string>>> RunAsync(Script script, CancellationToken cancellation = default)
    {
        if (script.IsEmpty) return [];
        var connection = await OpenDbConnectionAsync(cancellation);
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = Transaction;
        command.CommandText = _database.RewriteSql?.Invoke(script.Sql) ?? script.Sql;
        foreach (var (name, value) in script.Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            // A null says nothing of its type: the column does.
            if (value is not null) parameter.DbType = value is long ? DbType.Int64 : DbType.String;
            command.Parameters.Add(parameter);
        }

        var results = new List<List<string>>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        do
        {
            if (reader.FieldCount == 0) continue;
            var rows = new List<string>();
            while (await reader.ReadAsync(cancellation)) rows.Add(reader.GetValue(0).ToString()!);
            results.Add(rows);
        }
        while (await reader.NextResultAsync(cancellation));
        _afterCommit.AddRange(script.Consequences(results));
        return results;
    }

    public new async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            LeaveGate();
        }
    }

    private static (string Sql, DataParameter[] Values) Worded(FormattableString statement)
    {
        var script = new Script();
        script.Do(statement);
        return (script.Sql, [.. script.Parameters.Select(p => new DataParameter(p.Name, p.Value, p.Value is long ? DataType.Int64 : DataType.NVarChar))]);
    }

    private void Committed()
    {
        LeaveGate();
        foreach (var action in _afterCommit) action();
    }

    private void LeaveGate() => Interlocked.Exchange(ref _writeGate, null)?.Release();

    private sealed class Rewriter(Database database) : CommandInterceptor
    {
        public override DbCommand CommandInitialized(CommandEventData eventData, DbCommand command)
        {
            command.CommandText = database.RewriteSql?.Invoke(command.CommandText) ?? command.CommandText;
            return command;
        }
    }
}
