namespace CinemaCx.Simulators.WeCom;

/// <summary>A member of the simulated company.</summary>
/// <param name="UserId">Her id; compared without regard to case.</param>
/// <param name="Name">What colleagues call her.</param>
/// <param name="Mobile">Her number, if she gave one.</param>
/// <param name="Visible">Whether she is within the application's visible range.</param>
public sealed record WeComMember(string UserId, string Name, string? Mobile = null, bool Visible = true);

/// <summary>A card came before a member's eyes, or changed before them.</summary>
/// <param name="TaskId">The card's id.</param>
/// <param name="IsNew">False: it was there before, and shows something else now.</param>
/// <param name="Status">Its <c>sub_title_text</c> as it reads now.</param>
public sealed record WeComSight(string UserId, string TaskId, bool IsNew, string? Status);

/// <summary>A company and its one application at the simulated WeCom.</summary>
public sealed class WeComSimulatorOptions
{
    /// <summary>Address to listen on; port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start).</summary>
    public string Url { get; set; } = "http://127.0.0.1:5093";

    public string CorpId { get; set; } = "";

    public int AgentId { get; set; } = 1000002;

    public string AgentSecret { get; set; } = "";

    /// <summary>Name that stands over the application's messages.</summary>
    public string AgentName { get; set; } = "值班助手";

    /// <summary>Token of "接收消息".</summary>
    public string PushToken { get; set; } = "";

    /// <summary>EncodingAESKey of "接收消息": 43 characters.</summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>Where presses and typed words go; null until somebody sets it by a hook, and until then interactive cards are refused with 43012.</summary>
    public string? CallbackUrl { get; set; }

    public IList<WeComMember> Members { get; } = [];

    /// <summary>Lifetime of an access token; the platform's is two hours.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromSeconds(7_200);

    /// <summary>How long a response code serves: 72 hours by the newer pages, 24 by the older.</summary>
    public TimeSpan ResponseCodeLife { get; set; } = TimeSpan.FromHours(72);

    /// <summary>Messages per member and minute; the excess is thrown away without a word. 0: no limit.</summary>
    public int PerMinute { get; set; } = 30;

    /// <summary>Messages per member and hour, likewise.</summary>
    public int PerHour { get; set; } = 1_000;

    /// <summary>How long a receiver of callbacks may take; the platform's patience is five seconds.</summary>
    public TimeSpan CallbackPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Told of every card at the very moment a phone shows it, on the thread that brought it and before the platform answers: must be quick and must not throw.</summary>
    public Action<WeComSight>? Seen { get; set; }

    internal void Check()
    {
        if (CorpId.Length == 0 || AgentSecret.Length == 0 || PushToken.Length == 0 || PushEncodingAESKey.Length != 43)
            throw new InvalidOperationException("The WeCom simulator needs CorpId, AgentSecret, PushToken and a PushEncodingAESKey of 43 characters.");
    }
}
