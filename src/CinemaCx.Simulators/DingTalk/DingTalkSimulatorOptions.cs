using System.Text.Json.Serialization;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>How the platform tells what people type to the robot; a card names its own way.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DingTalkMessageMode>))]
public enum DingTalkMessageMode
{
    /// <summary>Over one of the app's connections.</summary>
    Stream,

    /// <summary>By a signed request to <see cref="DingTalkSimulatorOptions.MessageUrl"/>.</summary>
    Http,
}

/// <summary>Somebody of the organisation.</summary>
/// <param name="StaffId">Her id, the platform's <c>userid</c>.</param>
/// <param name="Name">What the chat shows.</param>
public sealed record DingTalkMember(string StaffId, string Name);

/// <summary>One organisation with one internal app at the simulated DingTalk.</summary>
public sealed class DingTalkSimulatorOptions
{
    /// <summary>Address to listen on, for both APIs; port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start).</summary>
    public string Url { get; set; } = "http://127.0.0.1:5094";

    /// <summary>The app's Client ID; its robot has the same code.</summary>
    public string AppKey { get; set; } = "";

    /// <summary>Its Client Secret.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The organisation.</summary>
    public string CorpId { get; set; } = "dingsimulatedcorp";

    /// <summary>The only card template there is; empty: any id is taken.</summary>
    public string CardTemplateId { get; set; } = "";

    /// <summary>People at the start; <c>/_sim/members</c> adds more.</summary>
    public IList<DingTalkMember> Members { get; } = [];

    /// <summary>How messages to the robot are told.</summary>
    public DingTalkMessageMode MessageMode { get; set; } = DingTalkMessageMode.Stream;

    /// <summary>Where messages go in <see cref="DingTalkMessageMode.Http"/>.</summary>
    public string MessageUrl { get; set; } = "";

    /// <summary>Where events are pushed to.</summary>
    public string EventUrl { get; set; } = "";

    /// <summary>Token of the event subscription.</summary>
    public string PushToken { get; set; } = "";

    /// <summary>Its aes_key, 43 characters.</summary>
    public string PushEncodingAESKey { get; set; } = "";

    /// <summary>Calls a second to one API; 0 for no limit. The platform's figure depends on the edition.</summary>
    public int CallsPerSecond { get; set; } = 20;

    /// <summary>Metered calls a calendar month (of China); 0 for no limit. The free edition has 10,000.</summary>
    public int CallsPerMonth { get; set; } = 10_000;

    /// <summary>Lifetime of an access token; the platform's is two hours.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromSeconds(7_200);

    /// <summary>How long a session webhook serves.</summary>
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromMinutes(90);

    /// <summary>How long a connection lives on after <c>disconnect</c>, in real time.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    internal void Check()
    {
        if (AppKey.Length == 0 || AppSecret.Length == 0) throw new InvalidOperationException("The DingTalk simulator needs AppKey and AppSecret.");
    }
}
