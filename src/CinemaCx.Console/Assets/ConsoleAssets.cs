using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Assets;

/// <summary>Style sheet and scripts, embedded in this assembly: named by their content, so they may be kept for ever, and sent compressed.</summary>
public static class ConsoleAssets
{
    private static readonly Dictionary<string, Asset> All = Load();

    /// <param name="name"><c>console.css</c>, <c>console.js</c>, <c>echarts.js</c>.</param>
    public static string Href(string name) => $"/console/assets/{All[name].Tag}/{name}";

    internal static RouteHandlerBuilder MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/console/assets/{tag}/{name}", SendAsync).ExcludeFromDescription();

    private static async Task SendAsync(HttpContext context, string tag, string name)
    {
        if (!All.TryGetValue(name, out var asset) || asset.Tag != tag)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        context.Response.ContentType = asset.Type;
        var accepts = context.Request.Headers.AcceptEncoding.ToString();
        var (body, encoding) = accepts.Contains("br", StringComparison.Ordinal) ? (asset.Brotli.Value, "br") : (asset.Plain, null);
        if (encoding is not null) context.Response.Headers.ContentEncoding = encoding;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static Dictionary<string, Asset> Load()
    {
        const string Prefix = "console/";
        var assembly = typeof(ConsoleAssets).Assembly;
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var file in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).GroupBy(n => AssetOf(n[Prefix.Length..])))
        {
            var bytes = file.SelectMany(resource => Read(assembly, resource)).ToArray();
            var type = file.Key.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
            assets[file.Key] = new Asset(Convert.ToHexStringLower(SHA256.HashData(bytes))[..12], type, bytes, new Lazy<byte[]>(() => Compress(bytes)));
        }

        return assets;
    }

    /// <summary>The sheets of the folder <c>Styles</c> are one, in the order of their names.</summary>
    private static string AssetOf(string resource) => resource.StartsWith("styles/", StringComparison.Ordinal) ? "console.css" : resource;

    private static byte[] Read(System.Reflection.Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        // A megabyte of chart library: the smallest size would take seconds at its first visitor, and saves little more.
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal)) brotli.Write(bytes);
        return packed.ToArray();
    }

    private sealed record Asset(string Tag, string Type, byte[] Plain, Lazy<byte[]> Brotli);
}
