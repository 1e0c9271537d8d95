using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <summary>The catalogue of what can be said to guests.</summary>
public sealed class MessageTemplates
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly FreshMemory<string, MessageTemplate?> _byId;

    public MessageTemplates(Database database, TimeProvider time)
    {
        _database = database;
        _byId = new FreshMemory<string, MessageTemplate?>(ReadAsync, Age, time);
    }

    /// <summary>By id or code, at most a second old.</summary>
    /// <exception cref="Platform.Primitives.Refusal">404 <c>message-template-not-found</c>, also when it is retired.</exception>
    public async Task<MessageTemplate> RequireAsync(string idOrCode, CancellationToken cancellation) =>
        await FindAsync(idOrCode, cancellation) is { Row.RetiredAt: null } template ? template : throw MessageRefusals.TemplateNotFound(idOrCode);

    /// <summary>Also those that are retired, whose last messages may still go.</summary>
    public Task<MessageTemplate?> FindAsync(string idOrCode, CancellationToken cancellation) => _byId.GetAsync(idOrCode, cancellation);

    public async Task<IReadOnlyList<MessageTemplate>> ListAsync(CancellationToken cancellation)
    {
        await using var db = _database.Read();
        var rows = await db.GetTable<MessageTemplateRow>().Where(t => t.RetiredAt == null).OrderBy(t => t.Code).ToListAsync(cancellation);
        var forms = await db.GetTable<MessageFormRow>().ToListAsync(cancellation);
        return [.. rows.Select(r => Of(r, forms))];
    }

    /// <summary>To be called after a change is durable.</summary>
    internal void Forget() => _byId.Forget();

    private async Task<MessageTemplate?> ReadAsync(string idOrCode)
    {
        await using var db = _database.Read();
        var row = await db.GetTable<MessageTemplateRow>().FirstOrDefaultAsync(t => t.Id == idOrCode || t.Code == idOrCode);
        return row is null ? null : Of(row, await db.GetTable<MessageFormRow>().Where(f => f.TemplateId == row.Id).ToListAsync());
    }

    private static MessageTemplate Of(MessageTemplateRow row, IEnumerable<MessageFormRow> forms) =>
        new(row, MessageField.Read(row.Fields), [.. forms.Where(f => f.TemplateId == row.Id).OrderBy(f => f.Channel)]);
}
