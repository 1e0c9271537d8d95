namespace CinemaCx.Platform.Data;

public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// <c>Data Source=path</c> opens SQLite, <c>Host=…;Database=…;Username=…;Password=…</c> opens PostgreSQL (15 or later).
    /// </summary>
    public string ConnectionString { get; set; } = "";
}
