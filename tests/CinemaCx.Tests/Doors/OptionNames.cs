using System.Reflection;
using CinemaCx.Tests.House;

namespace CinemaCx.Tests.Doors;

/// <summary>Every key that settings may have, with its type and what it is when nobody sets it.</summary>
internal static class OptionNames
{
    public static IEnumerable<string> OfTheHouse() => HouseMap.Production.SelectMany(HouseMap.Written)
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
        .Where(found => found.Section is not null)
        .SelectMany(found => Keys(found.Type, found.Section!))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(Type type, string path)
    {
        var defaults = Activator.CreateInstance(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(defaults);
            if (property.PropertyType.Assembly.GetName().Name!.StartsWith("CinemaCx", StringComparison.Ordinal) && property.PropertyType.IsClass)
            {
                foreach (var key in Keys(property.PropertyType, $"{path}:{property.Name}")) yield return key;
            }
            else if (property.SetMethod is not null || value is System.Collections.IEnumerable)
            {
                yield return $"{path}:{property.Name} {Word(property.PropertyType)}{Default(value)}";
            }
        }
    }

    private static string Word(Type type) => type switch
    {
        { IsArray: true } => Word(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Word))}>",
        _ => type.Name,
    };

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        string or ValueType => FormattableString.Invariant($" = {value}"),
        _ => "",
    };
}
