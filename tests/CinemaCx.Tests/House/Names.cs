using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>What things are called, and how much a constructor may ask for.</summary>
public sealed partial class Names
{
    private const int MostParameters = 6;

    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Base", "Impl", "Dto"];

    private static readonly IReadOnlyList<Type> Written = [.. HouseMap.Production.SelectMany(HouseMap.Written)];

    [Fact]
    public void No_type_hides_behind_an_empty_word() => AssertHolds(EmptyNames);

    [Fact]
    public void What_returns_a_task_says_async() => AssertHolds(TasksWithoutAsync);

    [Fact]
    public void No_constructor_asks_for_more_than_six_things() => AssertHolds(LongConstructors);

    [Fact]
    public void Every_interface_is_a_port() => AssertHolds(InterfacesThatAreNoPorts);

    [Theory]
    [InlineData(typeof(Samples.Names.SeatManager))]
    [InlineData(typeof(Samples.Names.OrderDto))]
    [InlineData(typeof(Samples.Names.RepositoryBase<>))]
    public void An_empty_word_is_reported(Type type) => Assert.NotEmpty(EmptyNames([type]));

    [Fact]
    public void A_word_that_only_ends_alike_is_not_reported() => Assert.Empty(EmptyNames([typeof(Samples.Names.Database)]));

    [Fact]
    public void A_task_without_async_is_reported_and_what_others_named_is_not() =>
        Assert.Equal(["Tasks.Load", "Tasks.Save"], TasksWithoutAsync([typeof(Samples.Names.Tasks)]).Select(AfterSamples));

    [Fact]
    public void A_constructor_of_seven_is_reported_and_a_records_fields_are_not() =>
        Assert.Equal(["Greedy"], LongConstructors([typeof(Samples.Names.Greedy), typeof(Samples.Names.Row), typeof(Samples.Names.Modest)]).Select(AfterSamples));

    [Fact]
    public void An_interface_implemented_only_at_home_or_nowhere_is_reported() => Assert.Equal(
        ["IOrderService", "INobodys"],
        InterfacesThatAreNoPorts([.. HouseMap.Written(typeof(Names).Assembly).Where(type => HouseMap.IsIn(type.FullName!, "CinemaCx.Tests.House.Samples.Names"))])
            .Select(AfterSamples)
            .OrderDescending(StringComparer.Ordinal));

    private static void AssertHolds(Func<IReadOnlyList<Type>, IEnumerable<string>> rule)
    {
        Assert.Empty(rule(Written));
        Assert.True(Written.Count > 150, $"the rule saw only {Written.Count} types");
        Assert.All(HouseMap.Production, assembly => Assert.Contains(Written, type => type.Assembly == assembly));
    }

    private static string AfterSamples(string violation) => violation.Replace("CinemaCx.Tests.House.Samples.Names.", "", StringComparison.Ordinal);

    private static IEnumerable<string> EmptyNames(IReadOnlyList<Type> types) => types
        .Where(type => EmptyWords.Contains(LastWord().Match(type.Name.Split('`')[0]).Value))
        .Select(type => type.FullName!);

    private static IEnumerable<string> TasksWithoutAsync(IReadOnlyList<Type> types) =>
        from type in types
        where !typeof(Delegate).IsAssignableFrom(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where IsTask(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal)
        where !method.IsSpecialName && !method.Name.Contains('<') && method.Name != "Main"
        // Others chose these names: an overridden method, or one an outside interface asks for.
        where method.GetBaseDefinition() == method && !IsAskedForFromOutside(method)
        select $"{type.FullName}.{method.Name}";

    private static bool IsTask(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static bool IsAskedForFromOutside(MethodInfo method) => !method.DeclaringType!.IsInterface && !method.IsStatic
        && method.DeclaringType.GetInterfaces()
            .Where(@interface => @interface.Assembly.GetName().Name?.StartsWith("CinemaCx", StringComparison.Ordinal) != true)
            .Any(@interface => method.DeclaringType.GetInterfaceMap(@interface).TargetMethods.Contains(method));

    private static IEnumerable<string> LongConstructors(IReadOnlyList<Type> types) => types
        .Where(type => !IsRecord(type) && type
            .GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Any(constructor => constructor.GetParameters().Length > MostParameters))
        .Select(type => type.FullName!);

    // A record's parameters are the columns of a row or the members of a message.
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance)?.GetCustomAttribute<CompilerGeneratedAttribute>() is not null;

    /// <summary>A port is declared where the answer is needed and given by another room.</summary>
    private static IEnumerable<string> InterfacesThatAreNoPorts(IReadOnlyList<Type> types) => types
        .Where(type => type.IsInterface && !types.Any(other => !other.IsInterface && other.Namespace != type.Namespace && Implements(other, type)))
        .Select(type => type.FullName!);

    private static bool Implements(Type type, Type @interface) => type.GetInterfaces()
        .Any(candidate => candidate == @interface || (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == @interface));

    [GeneratedRegex("[A-Z][a-z0-9]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LastWord();
}
