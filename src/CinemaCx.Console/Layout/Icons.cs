using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Layout;

/// <summary>Line drawings of 24 × 24.</summary>
public static class Icons
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["today"] = "<path d='M4 5h16v15H4zM4 10h16M9 3v4M15 3v4'/>",
        ["case"] = "<path d='M4 5h16v11H9l-5 4z'/>",
        ["show"] = "<path d='M3 6h18v12H3zM8 6v12M16 6v12'/>",
        ["roster"] = "<path d='M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8v4l3 2'/>",
        ["insight"] = "<path d='M4 20V10M10 20V4M16 20v-8M21 20H3'/>",
        ["survey"] = "<path d='M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.700l5.600-.7z'/>",
        ["member"] = "<path d='M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M16 4a4 4 0 0 1 0 7M18 15c2.500.8 4 3 4 6'/>",
        ["coupon"] = "<path d='M3 7h18v4a2 2 0 0 0 0 3v4H3v-4a2 2 0 0 0 0-3zM14 7v11'/>",
        ["campaign"] = "<path d='M4 10v4h4l8 5V5l-8 5zM19 9v6'/>",
        ["rule"] = "<path d='M4 6h10M18 6h2M4 12h2M10 12h10M4 18h8M16 18h4M14 4v4M6 10v4M12 16v4'/>",
        ["work"] = "<path d='M12 3v4M12 17v4M3 12h4M17 12h4M6 6l2.500 2.500M15.500 15.500L18 18M18 6l-2.500 2.500M8.500 15.500L6 18'/>",
        ["staff"] = "<path d='M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.500 3.500-7 8-7s8 2.500 8 7'/>",
        ["audit"] = "<path d='M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3'/>",
        ["health"] = "<path d='M3 12h4l3-7 4 14 3-7h4'/>",
        ["exit"] = "<path d='M14 4H5v16h9M10 12h11M17 8l4 4-4 4'/>",
    };

    public static MarkupString Of(string name) => new(
        $"<svg viewBox='0 0 24 24' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round' aria-hidden='true'>{Paths.GetValueOrDefault(name, Paths["case"])}</svg>");
}
