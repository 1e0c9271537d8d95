using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.Shared;

/// <summary>A platform's login page: whoever is chosen is sent back with a code and the state that came along.</summary>
internal static class LoginPage
{
    /// <param name="codeName">What the code is called on the way back.</param>
    /// <param name="people">Id and name.</param>
    /// <param name="issue">Makes a code for somebody; only the one who is chosen gets hers, so it is made when she is.</param>
    public static IResult Of(HttpContext http, string platform, string codeName, IEnumerable<(string Id, string Name)> people, Func<string, string> issue)
    {
        var query = http.Request.Query;
        if (!Uri.TryCreate(query["redirect_uri"], UriKind.Absolute, out var back)) return Results.Text("redirect_uri is missing", statusCode: 400);
        if (query["as"].ToString() is { Length: > 0 } chosen)
        {
            return people.Any(p => p.Id == chosen)
                ? Results.Redirect($"{back}{(back.Query.Length > 0 ? "&" : "?")}{codeName}={Uri.EscapeDataString(issue(chosen))}&state={Uri.EscapeDataString(query["state"].ToString())}")
                : Results.Text("nobody of that name", statusCode: 400);
        }

        var page = new StringBuilder("<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>")
            .Append(platform).Append("登录（模拟）</title><body><main><h1>").Append(platform).Append("登录（模拟）</h1><p>选择您是谁：</p><ul>");
        foreach (var (id, name) in people)
            page.Append("<li><a href='").Append(WebUtility.HtmlEncode($"{http.Request.Path}{http.Request.QueryString}&as={Uri.EscapeDataString(id)}")).Append("'>").Append(WebUtility.HtmlEncode(name)).Append("</a></li>");
        return Results.Content(page.Append("</ul></main></body></html>").ToString(), "text/html; charset=utf-8");
    }
}
