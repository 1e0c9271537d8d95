using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Console.Parts;

/// <summary>A form that was posted and refused: its page is drawn again with what was typed and why it was not taken.</summary>
/// <param name="Form">Which of the page's forms.</param>
/// <param name="Page">Path and query of the page it stood on.</param>
public sealed record FormRefused(string Form, string Page, Refusal Refusal, IFormCollection Values)
{
    /// <summary>It was not refused but only tried, and is shown as it was typed.</summary>
    public bool IsTry => Refusal.Status == StatusCodes.Status200OK;

    /// <param name="note">What is said above the form.</param>
    public static FormRefused AsTried(string form, string page, string note, IFormCollection values)
    {
        Refusal tried = new(StatusCodes.Status200OK, "tried", note);
        return new FormRefused(form, page, tried, values);
    }
}
