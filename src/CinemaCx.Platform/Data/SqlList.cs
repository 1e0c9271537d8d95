using System.Globalization;
using System.Runtime.CompilerServices;

namespace CinemaCx.Platform.Data;

/// <summary>Several values, or groups of them, as one hole of a statement: what stands between the brackets of <c>IN (…)</c>. Empty, it is no SQL.</summary>
public static class SqlList
{
    public static FormattableString Of(IEnumerable<string> values) => Of(values, v => $"{v}");

    public static FormattableString Of<T>(IEnumerable<T> items, Func<T, FormattableString> group)
    {
        var groups = items.Select(group).ToArray<object?>();
        return FormattableStringFactory.Create(string.Join(", ", groups.Select((_, i) => "{" + i.ToString(CultureInfo.InvariantCulture) + "}")), groups);
    }
}
