namespace CinemaCx.Standalone.GlassBox;

/// <summary>Puts the taps in while the house is being built, then the page on top of them.</summary>
internal sealed class GlassBoxTaps(TimeProvider time)
{
    // With one real credential anywhere, a page that acts for anybody without a password must not exist.
    private static readonly string[] RealCredentials = ["WeChat:AppId", "WeChatPay:MerchantId", "WeCom:CorpId", "DingTalk:AppKey", "ServiceAccount:AppId", "Sms:SecretId"];

    private readonly CallBook _book = new(time);
    private readonly List<(WebApplication App, PlatformReader Reader)> _platforms = [];

    /// <returns>Null where any platform is real.</returns>
    public static GlassBoxTaps? Of(IConfiguration configuration, TimeProvider time) =>
        Array.TrueForAll(RealCredentials, key => string.IsNullOrEmpty(configuration[key])) ? new GlassBoxTaps(time) : null;

    /// <summary>Before the simulator is started.</summary>
    public void Platform(WebApplication app, string place)
    {
        var reader = new PlatformReader(place, _book);
        app.TapPlatform(reader.Asked);
        _platforms.Add((app, reader));
    }

    /// <summary>Before anything else of the door is mapped.</summary>
    public void Door(WebApplication app, string place) => app.TapDoor(_book, place);

    /// <summary>Once every platform is started.</summary>
    public WebApplication Build(string url, string guestUrl, string staffUrl, Func<string?> usherToken, Follow? follow)
    {
        var platforms = _platforms.ToDictionary(p => p.Reader.Place, p => StandaloneHouse.UrlOf(p.App), StringComparer.Ordinal);
        return GlassBoxDoor.Build(url, new GlassBoxWorld(guestUrl, staffUrl, platforms, usherToken, follow), [.. _platforms.Select(p => p.Reader)], _book, time);
    }
}
