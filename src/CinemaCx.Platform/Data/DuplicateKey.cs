using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CinemaCx.Platform.Data;

/// <summary>What the databases say when a row with such a key stands already.</summary>
public static class DuplicateKey
{
    // SQLSTATE unique_violation (PostgreSQL, appendix A); SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY (SQLite, result codes).
    private const string UniqueViolation = "23505";
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    public static bool IsDuplicateKey(this DbException e) =>
        e.SqlState == UniqueViolation || e is SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey };
}
