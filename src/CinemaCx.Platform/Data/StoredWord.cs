using System.Collections.Concurrent;
using System.Reflection;
using LinqToDB.Mapping;

namespace CinemaCx.Platform.Data;

/// <summary>The word an enum's member is stored under, which its <see cref="MapValueAttribute"/> names: one spelling for columns, statements and answers.</summary>
public static class StoredWord
{
    private static readonly ConcurrentDictionary<Enum, string> Words = new();

    /// <exception cref="InvalidOperationException">The member names no word.</exception>
    public static string Of(Enum member) => Words.GetOrAdd(member, static m =>
        m.GetType().GetField(m.ToString())?.GetCustomAttribute<MapValueAttribute>()?.Value as string
        ?? throw new InvalidOperationException($"{m.GetType()}.{m} has no stored word"));
}
