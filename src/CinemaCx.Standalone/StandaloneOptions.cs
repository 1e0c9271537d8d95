using Microsoft.Extensions.Options;

namespace CinemaCx.Standalone;

/// <summary>Section <c>Standalone</c>; on the command line <c>--data-folder</c>, <c>--guest-port</c> and so on.</summary>
public sealed class StandaloneOptions
{
    public const string Section = "Standalone";

    /// <summary>Where everything that must survive a restart is kept. Default <c>data</c> beside where the command is given.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Address all doors listen on; the simulators and the embedded Redis never listen on anything but loopback. Default loopback.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>0 picks a free port; so do the other ports.</summary>
    public int GuestPort { get; set; } = 5080;

    public int StaffPort { get; set; } = 5081;

    public int WeChatPort { get; set; } = 5091;

    public int WeChatPayPort { get; set; } = 5092;

    public int WeComPort { get; set; } = 5093;

    public int DingTalkPort { get; set; } = 5094;

    public int SmsPort { get; set; } = 5095;

    /// <summary>Port of the glass box, the page on which the whole house can be tried. It is there only where every platform is simulated, and on loopback only.</summary>
    public int GlassBoxPort { get; set; } = 5090;

    /// <summary>Port of the embedded Redis-protocol server. Default: a free one.</summary>
    public int RedisPort { get; set; }

    /// <summary>False plays no service account beside the simulated mini-program, as in a house that has none.</summary>
    public bool ServiceAccount { get; set; } = true;

    /// <summary>False plays no SMS beside the simulated mini-program, as in a house that sends none.</summary>
    public bool Sms { get; set; } = true;

    /// <summary>False lets the simulated WeChat tell nothing by itself, as in a house that has no message push: what is sent is then never known to have arrived.</summary>
    public bool Push { get; set; } = true;

    /// <summary>False starts with an empty programme.</summary>
    public bool Sample { get; set; } = true;

    /// <exception cref="OptionsValidationException">A port is none.</exception>
    internal void Check()
    {
        (string Name, int Port)[] ports =
        [
            (nameof(GuestPort), GuestPort), (nameof(StaffPort), StaffPort), (nameof(WeChatPort), WeChatPort), (nameof(WeChatPayPort), WeChatPayPort),
            (nameof(WeComPort), WeComPort), (nameof(DingTalkPort), DingTalkPort), (nameof(SmsPort), SmsPort), (nameof(GlassBoxPort), GlassBoxPort), (nameof(RedisPort), RedisPort),
        ];
        var wrong = ports.Where(p => p.Port is < 0 or > 65535).Select(p => $"{Section}:{p.Name} must be between 0 and 65535, not {p.Port}").ToList();
        if (wrong.Count > 0) throw new OptionsValidationException(Section, typeof(StandaloneOptions), wrong);
    }

    /// <summary>Short words for the command line.</summary>
    public static readonly IReadOnlyDictionary<string, string> Switches = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--data-folder"] = "Standalone:DataFolder",
        ["--listen"] = "Standalone:Listen",
        ["--guest-port"] = "Standalone:GuestPort",
        ["--staff-port"] = "Standalone:StaffPort",
        ["--wechat-port"] = "Standalone:WeChatPort",
        ["--wechat-pay-port"] = "Standalone:WeChatPayPort",
        ["--wecom-port"] = "Standalone:WeComPort",
        ["--dingtalk-port"] = "Standalone:DingTalkPort",
        ["--sms-port"] = "Standalone:SmsPort",
        ["--glass-box-port"] = "Standalone:GlassBoxPort",
        ["--redis-port"] = "Standalone:RedisPort",
        ["--service-account"] = "Standalone:ServiceAccount",
        ["--sms"] = "Standalone:Sms",
        ["--push"] = "Standalone:Push",
        ["--sample"] = "Standalone:Sample",
    };
}
