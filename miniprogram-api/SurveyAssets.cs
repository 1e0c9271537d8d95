using System.Security.Cryptography;

namespace CinemaCx.MiniProgramApi;

/// <summary>The survey's two files, named after their content so that a phone may keep them for ever.</summary>
internal static class SurveyAssets
{
    public static readonly SurveyAsset Style = SurveyAsset.Load("survey.css", "text/css; charset=utf-8");
    public static readonly SurveyAsset Script = SurveyAsset.Load("survey.js", "text/javascript; charset=utf-8");

    public static IResult Find(string file, HttpContext context)
    {
        var asset = file == Style.File ? Style : file == Script.File ? Script : null;
        if (asset is null) return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Content, asset.ContentType);
    }
}

internal sealed record SurveyAsset(string File, string ContentType, byte[] Content)
{
    public string Path => "/s/-/" + File;

    public static SurveyAsset Load(string name, string contentType)
    {
        using var stream = typeof(SurveyAsset).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var dot = name.LastIndexOf('.');
        return new SurveyAsset($"{name[..dot]}.{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}{name[dot..]}", contentType, content);
    }
}
