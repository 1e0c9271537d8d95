using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Pages.Showtimes;

/// <summary>How full a hall is, as a number and a bar.</summary>
internal static class SeatShare
{
    /// <param name="share">0 to 1.</param>
    public static string Percent(double share) => (share * 100).ToString(share is > 0 and < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + "%";

    public static RenderFragment Bar(double share) => cell =>
    {
        cell.OpenElement(0, "span");
        cell.AddAttribute(1, "class", "meter");
        cell.AddContent(2, Percent(share));
        cell.OpenElement(3, "span");
        cell.AddAttribute(4, "class", "meter-bar");
        cell.AddAttribute(5, "aria-hidden", "true");
        cell.OpenElement(6, "i");
        cell.AddAttribute(7, "style", string.Create(CultureInfo.InvariantCulture, $"width:{Math.Clamp(share, 0, 1) * 100:0.#}%"));
        cell.CloseElement();
        cell.CloseElement();
        cell.CloseElement();
    };
}
