using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace CinemaCx.Reports;

/// <summary>A font that has the characters of our texts, plain and bold.</summary>
/// <param name="Bold">The plain one where the system has no bold of it; it is thickened then.</param>
public sealed record FontFaces(SKTypeface Plain, SKTypeface Bold)
{
    public bool HasBold => !ReferenceEquals(Plain, Bold);
}

/// <summary>
/// Finds a font with Chinese glyphs among the files of this machine. A server often has none: that is said once in the log and where health is asked, and
/// looked for again, so that installing one is enough.
/// </summary>
public sealed class ChineseFont(TimeProvider time, IOptions<ReportOptions> options, ILogger<ChineseFont> logger)
{
    /// <summary>What to do about it, for operators.</summary>
    public const string Advice = "install one, for example the package fonts-noto-cjk, or name its folder in Reports:FontFolders";

    private const string Needed = "影城票房满意度投诉按时结案";
    private const int MostFacesInFile = 10;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    // The first that is there is taken; the rest of the disk only where none is.
    private static readonly string[] Favourites =
        ["NotoSansCJK", "NotoSansSC", "NotoSansCJKsc", "SourceHanSans", "PingFang", "msyh", "HarmonyOS_Sans_SC", "wqy-microhei", "wqy-zenhei", "Hiragino Sans GB", "STHeiti", "simhei", "DroidSansFallback"];

    private readonly Lock _gate = new();
    private FontFaces? _found;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;
    private bool _told;

    /// <returns>Null when this machine has none.</returns>
    public FontFaces? Find()
    {
        lock (_gate)
        {
            if (_found is not null || time.GetUtcNow() - _lookedAt < LookAgain) return _found;
            _lookedAt = time.GetUtcNow();
            _found = Search();
            if (_found is null && !_told)
            {
                _told = true;
                logger.LogWarning("No font with Chinese glyphs is installed: reports go out without their picture; {Advice}", Advice);
            }

            return _found;
        }
    }

    private FontFaces? Search()
    {
        var files = Folders().Where(Directory.Exists).SelectMany(FontFiles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var order = Favourites
            .SelectMany(name => files.Where(f => Path.GetFileName(f).StartsWith(name, StringComparison.OrdinalIgnoreCase)).OrderBy(f => !IsPlain(f)))
            .Concat(files).Distinct(StringComparer.Ordinal);
        foreach (var file in order)
        {
            if (Face(file) is not { } plain) continue;
            var family = Path.GetFileNameWithoutExtension(file).Split('-')[0];
            var bold = files.Where(f => f != file && Path.GetFileName(f).StartsWith(family, StringComparison.OrdinalIgnoreCase) && IsBold(f))
                .OrderBy(f => !Path.GetFileName(f).Contains("Bold", StringComparison.OrdinalIgnoreCase)).Select(Face).FirstOrDefault(f => f is not null);
            return new FontFaces(plain, bold ?? plain);
        }

        return null;
    }

    private IEnumerable<string> Folders()
    {
        if (options.Value.FontFolders.Count > 0) return options.Value.FontFolders;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return
        [
            "/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(home, ".fonts"), Path.Combine(home, ".local/share/fonts"),
            "/System/Library/Fonts", "/Library/Fonts", Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
        ];
    }

    private static IEnumerable<string> FontFiles(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 })
        .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC" or ".OTC");

    private static bool IsBold(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name && (name.Contains("Bold", StringComparison.OrdinalIgnoreCase) || name.Contains("Medium", StringComparison.OrdinalIgnoreCase));

    private static bool IsPlain(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name && (name.Contains("Regular", StringComparison.OrdinalIgnoreCase) || !name.Contains('-', StringComparison.Ordinal));

    /// <summary>The file's face for Simplified Chinese, or its first that has the glyphs; null when it has none.</summary>
    private static SKTypeface? Face(string file)
    {
        SKTypeface? first = null;
        for (var index = 0; index < MostFacesInFile; index++)
        {
            var face = SKTypeface.FromFile(file, index);
            if (face is null) break;
            if (!face.ContainsGlyphs(Needed))
            {
                face.Dispose();
                if (index == 0) return null;
                continue;
            }

            if (face.FamilyName.EndsWith(" SC", StringComparison.Ordinal) || face.FamilyName.EndsWith(" CN", StringComparison.Ordinal))
            {
                first?.Dispose();
                return face;
            }

            if (first is null) first = face;
            else face.Dispose();
            if (!Path.GetExtension(file).Equals(".ttc", StringComparison.OrdinalIgnoreCase)) break;
        }

        return first;
    }
}
