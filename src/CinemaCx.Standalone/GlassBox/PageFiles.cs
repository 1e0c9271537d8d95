using System.Reflection;

namespace CinemaCx.Standalone.GlassBox;

/// <summary>The page, built into the program: it asks nobody outside for anything.</summary>
internal static class PageFiles
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    private const string Prefix = "glassbox/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var name in typeof(PageFiles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var (file, content) = (name[Prefix.Length..], Read(name));
            var kind = Path.GetExtension(file) switch { ".css" => "text/css", ".js" => "text/javascript", _ => "text/html" } + "; charset=utf-8";
            routes.MapGet(file == "index.html" ? "/" : "/" + file, context =>
            {
                var headers = context.Response.Headers;
                headers.CacheControl = "no-cache";
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                context.Response.ContentType = kind;
                context.Response.ContentLength = content.Length;
                return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
            });
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
