namespace CinemaCx.Simulators.WeChat;

/// <summary>A mini-program's credentials at the simulated platform.</summary>
/// <param name="AppId">The appid.</param>
/// <param name="AppSecret">The secret that belongs to it.</param>
public sealed record WeChatApp(string AppId, string AppSecret);

/// <summary>Mini-programs known to the simulated WeChat server API.</summary>
public sealed class WeChatSimulatorOptions
{
    /// <summary>Address to listen on; port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start).</summary>
    public string Url { get; set; } = "http://127.0.0.1:5091";

    /// <summary>The first app, which <c>/_sim/</c> uses where none is named.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Its secret.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>Further apps.</summary>
    public IList<WeChatApp> MoreApps { get; } = [];

    /// <summary>Whether logins carry a unionid (the app is bound to an Open Platform account).</summary>
    public bool WithUnionId { get; set; } = true;

    /// <summary>Whether <c>countryCode</c> of a phone number is a JSON number, as in the current sample, or a string, as in the older one.</summary>
    public bool CountryCodeAsNumber { get; set; } = true;

    /// <summary>Lifetime of an access token; the platform's is two hours.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromSeconds(7_200);

    /// <summary>Templates the accounts have from the start.</summary>
    public IList<WeChatMessageTemplate> MessageTemplates { get; } = [];

    /// <summary>Messages each account may send in a minute of the clock before 45009; 0: no limit.</summary>
    public int MessagesPerMinute { get; set; }

    /// <summary>Where accounts' events are told from the start; an account without one is told nothing.</summary>
    public IList<WeChatPushTarget> Pushes { get; } = [];

    /// <summary>How long after it an event is told, in milliseconds of the clock.</summary>
    public int PushDelayMs { get; set; }

    internal string? SecretOf(string appId) =>
        appId == AppId ? AppSecret : MoreApps.FirstOrDefault(a => a.AppId == appId)?.AppSecret;

    internal IEnumerable<string> AppIds => MoreApps.Select(a => a.AppId).Prepend(AppId);

    internal void Check()
    {
        if (AppId.Length == 0 || AppSecret.Length == 0) throw new InvalidOperationException("The WeChat simulator needs AppId and AppSecret.");
        if (Pushes.Select(p => p.Fault()).FirstOrDefault(f => f is not null) is { } fault) throw new InvalidOperationException("The WeChat simulator cannot push: " + fault);
    }
}
