using SkiaSharp;

namespace CinemaCx.Reports;

/// <summary>The colours of the house.</summary>
internal static class Ink
{
    public static readonly SKColor Ground = new(0xF4, 0xF5, 0xF9);
    public static readonly SKColor Card = SKColors.White;
    public static readonly SKColor Text = new(0x19, 0x1B, 0x26);
    public static readonly SKColor Mute = new(0x5B, 0x60, 0x72);
    public static readonly SKColor Pale = new(0x9A, 0x9F, 0xB0);
    public static readonly SKColor Line = new(0xE6, 0xE8, 0xF0);
    public static readonly SKColor Brand = new(0xB4, 0x23, 0x2A);
    public static readonly SKColor BrandLight = new(0xD0, 0x34, 0x3B);
    public static readonly SKColor BrandDark = new(0x8E, 0x1B, 0x21);
    public static readonly SKColor BrandSoft = new(0xFB, 0xEE, 0xEE);
    public static readonly SKColor Good = new(0x0B, 0x7A, 0x4B);
    public static readonly SKColor GoodSoft = new(0xE8, 0xF6, 0xEF);
    public static readonly SKColor Blue = new(0x2E, 0x5A, 0xA8);
    public static readonly SKColor BlueSoft = new(0xC7, 0xD3, 0xEA);
}

/// <summary>A tall sheet as wide as a phone, cut off where the drawing ends. Lengths are a phone's own; each is two pixels.</summary>
internal sealed class Sheet : IDisposable
{
    public const float Width = 390;
    public const float Margin = 14;
    public const float Gap = 12;
    public const float Inner = Width - 2 * Margin;
    private const float Tallest = 2000;
    private const int Scale = 2;
    private const float Radius = 14;
    private const string Ellipsis = "…";

    private readonly FontFaces _faces;
    private readonly SKSurface _surface = SKSurface.Create(new SKImageInfo((int)Width * Scale, (int)Tallest * Scale));
    private readonly SKPaint _paint = new() { IsAntialias = true };

    public Sheet(FontFaces faces)
    {
        _faces = faces;
        _surface.Canvas.Scale(Scale);
        _surface.Canvas.Clear(Ink.Ground);
    }

    private SKCanvas Canvas => _surface.Canvas;

    /// <summary>A white card with a soft shadow.</summary>
    public void Card(float x, float y, float width, float height, SKColor? colour = null)
    {
        using var shadow = SKImageFilter.CreateDropShadow(0, 3, 9, 9, new SKColor(20, 22, 40, 16));
        _paint.Color = colour ?? Ink.Card;
        _paint.ImageFilter = colour is null ? shadow : null;
        Canvas.DrawRoundRect(x, y, width, height, Radius, Radius, _paint);
        _paint.ImageFilter = null;
    }

    public void Box(float x, float y, float width, float height, SKColor colour, float radius = 0)
    {
        _paint.Color = colour;
        Canvas.DrawRoundRect(x, y, width, height, Math.Min(radius, width / 2), Math.Min(radius, height / 2), _paint);
    }

    /// <summary>A bar whose upper corners are round.</summary>
    public void Column(float x, float bottom, float width, float height, SKColor colour)
    {
        if (height <= 0) return;
        _paint.Color = colour;
        var radius = Math.Min(3, Math.Min(width / 2, height));
        using var shape = new SKRoundRect();
        shape.SetRectRadii(new SKRect(x, bottom - height, x + width, bottom), [new(radius, radius), new(radius, radius), new(0, 0), new(0, 0)]);
        Canvas.DrawRoundRect(shape, _paint);
    }

    public void Dot(float x, float y, float radius, SKColor colour)
    {
        _paint.Color = colour;
        Canvas.DrawCircle(x, y, radius, _paint);
    }

    /// <summary>The house's mark.</summary>
    public void Mark(float x, float y, float size)
    {
        using var shade = SKShader.CreateLinearGradient(new SKPoint(x, y), new SKPoint(x + size, y + size), [Ink.BrandLight, Ink.BrandDark], SKShaderTileMode.Clamp);
        _paint.Color = SKColors.White;
        _paint.Shader = shade;
        Canvas.DrawRoundRect(x, y, size, size, size * 0.28f, size * 0.28f, _paint);
        _paint.Shader = null;
        using var play = new SKPath();
        play.MoveTo(x + size * 0.39f, y + size * 0.28f);
        play.LineTo(x + size * 0.72f, y + size * 0.5f);
        play.LineTo(x + size * 0.39f, y + size * 0.72f);
        play.Close();
        Canvas.DrawPath(play, _paint);
    }

    /// <returns>How wide it became.</returns>
    public float Text(string text, float x, float baseline, float size, SKColor colour, bool bold = false, SKTextAlign align = SKTextAlign.Left, float most = float.MaxValue)
    {
        using var font = Font(size, bold);
        var shown = Fit(font, text, most);
        _paint.Color = colour;
        Canvas.DrawText(shown, x, baseline, align, font, _paint);
        return font.MeasureText(shown);
    }

    /// <summary>A small word on a coloured ground, its right edge given.</summary>
    public void Pill(string text, float right, float baseline, SKColor ground, SKColor colour)
    {
        using var font = Font(12, bold: false);
        var width = font.MeasureText(text) + 18;
        Box(right - width, baseline - 15, width, 21, ground, 10.5f);
        Text(text, right - width / 2, baseline, 12, colour, align: SKTextAlign.Center);
    }

    /// <summary>The text in lines no wider than given; Chinese breaks anywhere, words of letters and digits only when a line is not enough for one.</summary>
    public IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        using var font = Font(size, bold: false);
        var lines = new List<string>();
        var from = 0;
        while (from < text.Length)
        {
            var length = (int)font.BreakText(text.AsSpan(from), width);
            length = Math.Clamp(length, 1, text.Length - from);
            // No sign that ends something begins a line.
            if (from + length < text.Length && "，。；：、）%》".Contains(text[from + length], StringComparison.Ordinal) && length > 1) length--;
            length = WordsEnd(text, from, length);
            lines.Add(text.Substring(from, length).TrimEnd());
            from += length;
            while (from < text.Length && text[from] == ' ') from++;
        }

        return lines;
    }

    /// <summary>Where the last whole word of a line ends; the given length when the line is one word.</summary>
    private static int WordsEnd(string text, int from, int length)
    {
        if (from + length >= text.Length || !IsOfWord(text[from + length]) || !IsOfWord(text[from + length - 1])) return length;
        var end = length;
        while (end > 0 && IsOfWord(text[from + end - 1])) end--;
        return end == 0 ? length : end;
    }

    private static bool IsOfWord(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '\'' or '-';

    public byte[] Png(float height)
    {
        using var image = _surface.Snapshot(new SKRectI(0, 0, (int)Width * Scale, (int)Math.Ceiling(Math.Min(height, Tallest)) * Scale));
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        _paint.Dispose();
        _surface.Dispose();
    }

    private SKFont Font(float size, bool bold) => new(bold ? _faces.Bold : _faces.Plain, size)
    {
        Embolden = bold && !_faces.HasBold,
        Subpixel = true,
        Edging = SKFontEdging.Antialias,
    };

    private static string Fit(SKFont font, string text, float most)
    {
        if (font.MeasureText(text) <= most) return text;
        var room = most - font.MeasureText(Ellipsis);
        return room <= 0 ? "" : text[..font.BreakText(text, room)] + Ellipsis;
    }
}
