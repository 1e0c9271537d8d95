using System.Globalization;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Parts;

/// <summary>Lists as files: XLSX or CSV, the rows the page shows with its filters, all pages of them. Short ones at once, long ones as <see cref="ExportWork"/>.</summary>
public static class Exports
{
    /// <summary>So many rows are made while somebody waits.</summary>
    public const int MostAtOnce = 5_000;

    private const int PageAtOnce = 500;

    /// <summary>Each page asks the database to count its way there again.</summary>
    private const int PageOfWork = 5_000;

    public static IServiceCollection AddListing<TListing>(this IServiceCollection services)
        where TListing : class => services.AddScoped<TListing>();

    /// <summary>Serves a list's file at <c>GET PATH/export?format=xlsx|csv</c>; <c>POST</c> there has it made meanwhile.</summary>
    /// <param name="path">The list's <see cref="Listing{TRow}.Path"/>.</param>
    public static void MapExport<TListing, TRow>(this IEndpointRouteBuilder console, string path, params StaffRole[] roles)
        where TListing : Listing<TRow>
    {
        console.MapGet(path + "/export", (HttpContext context, TListing listing, Visit visit) => SendAsync(context, listing, visit)).For(roles).ExcludeFromDescription();
        console.MapForm(path + "/export", (HttpContext context, FormPost post, TListing listing, ExportDesk desk) => BeginAsync(context, post, path, listing, desk), roles);
        console.ServiceProvider.GetRequiredService<ExportCatalog>().Add(path, new Exportable(
            roles,
            async (context, format, to, tell, cancellation) =>
            {
                var listing = context.RequestServices.GetRequiredService<TListing>();
                var ask = listing.Ask(context.Request.Query, await listing.FiltersAsync(cancellation), PageOfWork);
                await new ExportFile<TRow>(listing, ask, context.RequestServices.GetRequiredService<Visit>(), tell).WriteAsync(format, to, first: null, cancellation);
            }));
    }

    /// <summary>
    /// What a spreadsheet would take for a formula is made a text: a guest's comment must not run on the reader's machine
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    public static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;

    internal static ExportFormat FormatOf(string? format) => format switch
    {
        "csv" => ExportFormat.Csv,
        "xlsx" or "" or null => ExportFormat.Xlsx,
        _ => throw new Refusal(400, "malformed-request", "只能导出 XLSX 或 CSV"),
    };

    internal static string TypeOf(ExportFormat format) =>
        format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    internal static string NameOf(string list, DateTimeOffset local, ExportFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{list}-{local:yyyyMMdd-HHmm}.{(format == ExportFormat.Csv ? "csv" : "xlsx")}");

    internal static string Attachment(string name) => $"attachment; filename=\"export{Path.GetExtension(name)}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";

    private static async Task SendAsync<TRow>(HttpContext context, Listing<TRow> listing, Visit visit)
    {
        var (format, cancellation) = (FormatOf(context.Request.Query["format"]), context.RequestAborted);
        var ask = listing.Ask(context.Request.Query, await listing.FiltersAsync(cancellation), PageAtOnce);
        // The first page before the first byte: a refusal is still one.
        var first = await listing.ReadAsync(ask with { Page = 1 }, cancellation);
        if (listing.IsLong(first.Total)) throw new Refusal(409, "export-takes-long", "行数较多，请在列表页使用“后台导出”");
        var now = visit.Local(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        context.Response.Headers.ContentDisposition = Attachment(NameOf(listing.Name, now, format));
        context.Response.ContentType = TypeOf(format);
        var file = new ExportFile<TRow>(listing, ask, visit);
        if (format == ExportFormat.Csv)
        {
            await file.WriteAsync(format, context.Response.Body, first, cancellation);
            return;
        }

        // An archive is written back and forth, so it goes to a file first.
        await using var archive = ScratchFile.Open();
        await file.WriteAsync(format, archive, first, cancellation);
        archive.Position = 0;
        context.Response.ContentLength = archive.Length;
        await archive.CopyToAsync(context.Response.Body, cancellation);
    }

    private static async Task<IResult> BeginAsync<TRow>(HttpContext context, FormPost post, string path, Listing<TRow> listing, ExportDesk desk)
    {
        var format = FormatOf(post.Text("format"));
        var ask = listing.Ask(context.Request.Query, await listing.FiltersAsync(context.RequestAborted), pageSize: 1);
        var total = (await listing.ReadAsync(ask, context.RequestAborted)).Total;
        var named = context.Request.RouteValues.Where(v => v.Value is string).ToDictionary(v => v.Key, v => (string)v.Value!, StringComparer.Ordinal);
        var order = new ExportOrder(path, named, context.Request.QueryString.Value ?? "", format, post.Member.EmployeeId, post.Visit.CinemaId);
        await desk.BeginAsync(post.Member, order, listing.Name, total > listing.CountsTo ? null : total, context.RequestAborted);
        return await post.DoneAsync("正在后台导出，完成后可在这里下载", "/console/work");
    }
}

/// <summary>A file nobody else sees, gone when it is closed.</summary>
internal static class ScratchFile
{
    public static FileStream Open() => new(
        Path.Combine(Path.GetTempPath(), "cinemacx-" + Guid.NewGuid().ToString("N")),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
}
