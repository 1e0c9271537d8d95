namespace CinemaCx.Tests.House;

internal static class Room
{
    /// <summary>The part of a namespace right below the root: <c>Orders</c> of <c>CinemaCx.Orders</c>; empty for the root itself.</summary>
    public static string Of(string fullName, string @namespace, string root)
    {
        // Nested types carry no namespace of their own everywhere; their full name always begins with it.
        var home = @namespace.Length > 0 ? @namespace : fullName[..fullName.LastIndexOf('.')];
        return home.Length <= root.Length ? "" : home[(root.Length + 1)..].Split('.')[0];
    }
}
