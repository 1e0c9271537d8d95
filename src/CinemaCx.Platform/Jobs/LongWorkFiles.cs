using System.Buffers;
using CinemaCx.Platform.Data;
using LinqToDB.Mapping;

namespace CinemaCx.Platform.Jobs;

/// <summary>A piece of a file, in Base64 like everything that is not text.</summary>
[Table("long_work_files")]
public sealed record LongWorkFileRow
{
    [Column("work_id"), PrimaryKey(0)] public required string WorkId { get; init; }

    /// <summary>From 0, without holes.</summary>
    [Column("part"), PrimaryKey(1)] public required long Part { get; init; }
    [Column("body")] public required string Body { get; init; }
}

/// <summary>What long work made, for whoever asked for it: where every instance finds it, for a day after the work is over.</summary>
public sealed class LongWorkFiles(Database database)
{
    private const int PartBytes = 512 * 1024;

    /// <summary>Takes the place of what an earlier try left. Nobody should look before the work is over.</summary>
    public async Task WriteAsync(string workId, Stream content, CancellationToken cancellation)
    {
        var forget = new Script();
        forget.Do($"DELETE FROM long_work_files WHERE work_id = {workId}");
        await SaveAsync(forget, cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            for (var part = 0L; await content.ReadAtLeastAsync(buffer.AsMemory(0, PartBytes), PartBytes, throwOnEndOfStream: false, cancellation) is > 0 and var read; part++)
            {
                var script = new Script();
                script.Do($"INSERT INTO long_work_files (work_id, part, body) VALUES ({workId}, {part}, {Convert.ToBase64String(buffer.AsSpan(0, read))})");
                await SaveAsync(script, cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>False when there is nothing (any more).</returns>
    public async Task<bool> IsThereAsync(string workId, CancellationToken cancellation) => await PartAsync(workId, 0, cancellation) is not null;

    public async Task CopyToAsync(string workId, Stream to, CancellationToken cancellation)
    {
        for (var part = 0L; await PartAsync(workId, part, cancellation) is { } bytes; part++) await to.WriteAsync(bytes, cancellation);
    }

    private async Task<byte[]?> PartAsync(string workId, long part, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.FindAsync<LongWorkFileRow>($"SELECT * FROM long_work_files WHERE work_id = {workId} AND part = {part}", cancellation) is { } row
            ? Convert.FromBase64String(row.Body)
            : null;
    }

    private async Task SaveAsync(Script script, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
