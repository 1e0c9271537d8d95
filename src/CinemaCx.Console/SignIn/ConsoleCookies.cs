using Microsoft.AspNetCore.Http;

namespace CinemaCx.Console.SignIn;

/// <summary>The console's cookies: read by this server only, sent along when somebody follows a link here, never with another site's form.</summary>
public static class ConsoleCookies
{
    public const string Session = "cx_console";

    /// <summary>Before signing in: what forms and the way through a platform are bound to.</summary>
    public const string Visitor = "cx_visitor";

    /// <summary>Present when a note waits for the next page.</summary>
    public const string Note = "cx_note";

    public static void Set(HttpContext context, string name, string value, TimeSpan? age = null) => context.Response.Cookies.Append(name, value, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/console",
        MaxAge = age,
        IsEssential = true,
    });

    public static void Drop(HttpContext context, string name) => context.Response.Cookies.Delete(name, new CookieOptions { Path = "/console" });
}
