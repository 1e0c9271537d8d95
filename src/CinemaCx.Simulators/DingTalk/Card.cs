using System.Collections.Concurrent;
using System.Text.Json;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>A card: its variables for everybody, and those that one person sees otherwise.</summary>
internal sealed class Card(string outTrackId, string templateId, bool byHttp, string? routeKey, Dictionary<string, string> variables)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, string>> _private = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _carriers = new(StringComparer.Ordinal);
    private Dictionary<string, string> _variables = variables;

    public string OutTrackId { get; } = outTrackId;

    public string TemplateId { get; } = templateId;

    public bool ByHttp { get; } = byHttp;

    public string? RouteKey { get; } = routeKey;

    /// <summary>How often it changed after it was made.</summary>
    public int Updates { get; private set; }

    /// <summary>What one person sees now.</summary>
    public IReadOnlyDictionary<string, string> SeenBy(string staffId)
    {
        lock (_gate)
        {
            var seen = new Dictionary<string, string>(_variables, StringComparer.Ordinal);
            foreach (var (name, value) in _private.GetValueOrDefault(staffId) ?? []) seen[name] = value;
            return seen;
        }
    }

    /// <summary>The delivered message's name; <paramref name="isNew"/> is false when it lies on that phone already.</summary>
    public string DeliverTo(string staffId, out bool isNew)
    {
        lock (_gate)
        {
            isNew = !_carriers.TryGetValue(staffId, out var carrier);
            return isNew ? _carriers[staffId] = "carrier_" + Guid.NewGuid().ToString("N") : carrier!;
        }
    }

    public bool LiesBefore(string staffId)
    {
        lock (_gate) return _carriers.ContainsKey(staffId);
    }

    /// <summary>Changes it as an update call or the answer to a press says; false when a variable is not a string.</summary>
    public bool Change(JsonElement change, string? presser)
    {
        var options = change.Member("cardUpdateOptions") ?? default;
        var cardData = change.Member("cardData")?.Variables();
        var mine = change.Member("userPrivateData")?.Variables();
        if ((cardData is null && change.Member("cardData") is not null) || (mine is null && change.Member("userPrivateData") is not null)) return false;
        lock (_gate)
        {
            if (cardData is not null) _variables = Merge(_variables, cardData, options.IsTrue("updateCardDataByKey"));
            if (mine is not null && presser is not null)
                _private[presser] = Merge(_private.GetValueOrDefault(presser) ?? [], mine, options.IsTrue("updatePrivateDataByKey"));
            foreach (var person in change.Member("privateData")?.EnumerateObject() ?? default)
            {
                if (person.Value.Variables() is not { } theirs) return false;
                _private[person.Name] = Merge(_private.GetValueOrDefault(person.Name) ?? [], theirs, options.IsTrue("updatePrivateDataByKey"));
            }

            if (cardData is not null || mine is not null) Updates++;
            return true;
        }
    }

    // Without "by key" the whole map is replaced.
    private static Dictionary<string, string> Merge(Dictionary<string, string> old, Dictionary<string, string> changed, bool byKey)
    {
        if (!byKey) return changed;
        var merged = new Dictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (name, value) in changed) merged[name] = value;
        return merged;
    }
}

/// <summary>Cards by <c>outTrackId</c>, and the addresses registered for presses.</summary>
internal sealed class CardStore
{
    public ConcurrentDictionary<string, Card> Cards { get; } = new(StringComparer.Ordinal);

    /// <summary>By callbackRouteKey.</summary>
    public ConcurrentDictionary<string, CallbackRoute> Routes { get; } = new(StringComparer.Ordinal);
}

/// <param name="ApiSecret">Signs what is sent there.</param>
internal sealed record CallbackRoute(string Url, string ApiSecret);
