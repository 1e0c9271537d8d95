using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Platform.Events;

/// <summary>Takes one kind of news. It may be given the same news twice and must not mind.</summary>
public interface IEventHandler<in TEvent>
{
    Task<Delivery> HandleAsync(TEvent news, CancellationToken cancellation);
}

/// <summary>What a handler says when it returns: finished, or to be asked again at an instant. Throwing means: again, later and later.</summary>
public readonly record struct Delivery(DateTimeOffset? Again)
{
    public static readonly Delivery Done;

    public static Delivery AgainAt(DateTimeOffset instant) => new(instant);
}

/// <summary>One handler's place in the catalogue.</summary>
/// <param name="Name">Stable kebab-case name; rows written by an older version still find their handler by it.</param>
/// <param name="CanWait">Nobody waits for it: what else was caused by the same commit goes first.</param>
public sealed record EventSubscription(string Name, Type EventType, Func<IServiceProvider, string, CancellationToken, Task<Delivery>> Deliver, bool CanWait = false);

/// <summary>Who wants which news.</summary>
public sealed class EventCatalog(IEnumerable<EventSubscription> subscriptions)
{
    private readonly Dictionary<string, EventSubscription> _byName = subscriptions.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly ILookup<Type, string> _byEvent = subscriptions.ToLookup(s => s.EventType, s => s.Name);

    public IEnumerable<string> HandlersOf(Type eventType) => _byEvent[eventType];

    public EventSubscription? Find(string handler) => _byName.GetValueOrDefault(handler);
}

public static class EventRegistration
{
    /// <summary>Subscribes <typeparamref name="THandler"/> under a name that must never change.</summary>
    /// <param name="canWait">Nobody waits for it, as for a sum on a board: it lets the others begin.</param>
    public static IServiceCollection AddEventHandler<TEvent, THandler>(this IServiceCollection services, string name, bool canWait = false)
        where THandler : class, IEventHandler<TEvent>
    {
        services.AddSingleton<THandler>();
        return services.AddSingleton(new EventSubscription(
            name,
            typeof(TEvent),
            (provider, payload, cancellation) => provider.GetRequiredService<THandler>().HandleAsync(
                JsonSerializer.Deserialize<TEvent>(payload) ?? throw new JsonException($"empty payload for {name}"), cancellation),
            canWait));
    }

    /// <summary>Makes this process one of those that deliver.</summary>
    public static IServiceCollection AddOutboxDispatcher(this IServiceCollection services) => services.AddHostedService<OutboxDispatcher>();
}
