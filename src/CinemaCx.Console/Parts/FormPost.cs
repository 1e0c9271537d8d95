using System.Globalization;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Parts;

/// <summary>What a form of the console brought. A verb's <see cref="Refusal"/> is simply let through: the page comes back with it and with what was typed.</summary>
public sealed class FormPost
{
    internal const string FormField = "_form";
    internal const string PageField = "_page";
    internal const string TokenField = "_token";

    private readonly HttpContext _context;
    private readonly IFormCollection _values;

    private FormPost(HttpContext context, IFormCollection values) => (_context, _values, Visit) = (context, values, context.RequestServices.GetRequiredService<Visit>());

    public Visit Visit { get; }

    public StaffMember Member => Visit.Member;

    /// <summary>Path and query of the page the form stood on.</summary>
    public string Page => PageOf(_values);

    /// <summary>What was typed, without blanks around it; empty when nothing was.</summary>
    /// <exception cref="Refusal">400 <c>malformed-request</c>: no text.</exception>
    public string Text(string name)
    {
        var text = _values[name].ToString().Trim();
        return text.Contains('\0') ? throw new Refusal(400, "malformed-request", "请求内容有误") : text;
    }

    public string? Optional(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>Whether a box was ticked.</summary>
    public bool Has(string name) => Text(name).Length > 0;

    public IReadOnlyList<string> All(string name) => [.. _values[name].Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!.Trim())];

    /// <exception cref="Refusal">400 <c>malformed-request</c>: no whole number.</exception>
    public long? Number(string name) => Optional(name) switch
    {
        null => null,
        { } text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new Refusal(400, "malformed-request", "请填写整数"),
    };

    /// <exception cref="Refusal">400 <c>malformed-request</c>: no date.</exception>
    public DateOnly? Date(string name) => Optional(name) switch
    {
        null => null,
        { } text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
        _ => throw new Refusal(400, "malformed-request", "日期格式应为 2026-11-22"),
    };

    public IFormFile? File(string name) => _values.Files.GetFile(name) is { Length: > 0 } file ? file : null;

    /// <summary>It is done: back to the page (or to another), which says so once.</summary>
    /// <param name="to">A path of the console; null: the page the form stood on.</param>
    public async Task<IResult> DoneAsync(string note, string? to = null)
    {
        if (Visit.Token is { } token)
        {
            await _context.RequestServices.GetRequiredService<ConsoleSessions>().LeaveNoteAsync(token, note);
            ConsoleCookies.Set(_context, ConsoleCookies.Note, "1", TimeSpan.FromMinutes(2));
        }

        return Results.Redirect(to ?? Page);
    }

    /// <summary>Only a try: the page comes back with everything that was typed, says so, and finds the result among the request's features.</summary>
    public IResult Show<T>(string note, T result)
        where T : class
    {
        _context.Features.Set(result);
        _context.Features.Set(FormRefused.AsTried(_values[FormField].ToString(), Page, note, _values));
        return Results.Empty;
    }

    public static async ValueTask<FormPost> BindAsync(HttpContext context) => new(context, await context.Request.ReadFormAsync(context.RequestAborted));

    /// <summary>Never anything but a page of the console.</summary>
    internal static string PageOf(IFormCollection values) => LocalOr(values[PageField].ToString(), "/console");

    internal static string LocalOr(string? path, string otherwise) =>
        path is not null && (path == "/console" || path.StartsWith("/console/", StringComparison.Ordinal) || path.StartsWith("/console?", StringComparison.Ordinal))
        && !path.Contains('\\') && !path.Any(char.IsControl) && !path.Contains("//", StringComparison.Ordinal) ? path : otherwise;
}

public static class ConsoleEndpoints
{
    /// <summary>Only staff of these roles.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, params StaffRole[] roles)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ForAttribute(roles));

    /// <summary>Takes a form: <c>console.MapForm("/console/cases/{name}/close", CloseAsync, StaffRole.DutyManager)</c>; the handler asks for a <see cref="FormPost"/>.</summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder console, string path, Delegate handle, params StaffRole[] roles) =>
        console.MapPost(path, handle).For(roles).ExcludeFromDescription();
}
