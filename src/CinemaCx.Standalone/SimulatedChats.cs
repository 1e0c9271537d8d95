using System.Security.Cryptography;
using System.Text;
using CinemaCx.Simulators.DingTalk;
using CinemaCx.Simulators.WeCom;
using CinemaCx.Staff;

namespace CinemaCx.Standalone;

/// <summary>The staff's chats, played where no credential is set: the same people in both.</summary>
internal sealed class SimulatedChats(string secret)
{
    private const string CorpId = "ww8f3a1c2b4d5e6f70";
    private const string DingTalkAppKey = "dingsimulated0001";
    private const string DingTalkTemplate = "case-card.schema";
    private const int AgentId = 1000002;

    public WeComSimulatorOptions WeCom(string url, string staffUrl)
    {
        var options = new WeComSimulatorOptions
        {
            Url = url,
            CorpId = CorpId,
            AgentId = AgentId,
            AgentSecret = Derive("wecom-secret")[..43],
            PushToken = Derive("wecom-token")[..24],
            PushEncodingAESKey = Derive("wecom-aes"),
            CallbackUrl = staffUrl + "/callbacks/wecom",
        };
        foreach (var (person, name, _, _) in SampleStaff.People) options.Members.Add(new WeComMember(person, name));
        return options;
    }

    public DingTalkSimulatorOptions DingTalk(string url)
    {
        var options = new DingTalkSimulatorOptions { Url = url, AppKey = DingTalkAppKey, AppSecret = Derive("dingtalk-secret") };
        foreach (var (person, name, _, _) in SampleStaff.People) options.Members.Add(new DingTalkMember(person, name));
        return options;
    }

    /// <summary>What the doors must be told to talk to the simulators.</summary>
    /// <param name="weCom">Its address; null when real credentials are set.</param>
    public void Tell(Dictionary<string, string?> settings, string? weCom, string? dingTalk)
    {
        if (weCom is not null)
        {
            var options = WeCom(weCom, "");
            settings["WeCom:Endpoint"] = weCom + "/cgi-bin";
            settings["WeCom:OAuthEndpoint"] = weCom;
            settings["WeCom:LoginEndpoint"] = weCom;
            settings["WeCom:CorpId"] = options.CorpId;
            settings["WeCom:AgentId"] = options.AgentId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            settings["WeCom:AgentSecret"] = options.AgentSecret;
            settings["WeCom:PushToken"] = options.PushToken;
            settings["WeCom:PushEncodingAESKey"] = options.PushEncodingAESKey;
        }

        if (dingTalk is null) return;
        settings["DingTalk:Endpoint"] = dingTalk;
        settings["DingTalk:LegacyEndpoint"] = dingTalk;
        settings["DingTalk:LoginEndpoint"] = dingTalk;
        settings["DingTalk:AppKey"] = DingTalkAppKey;
        settings["DingTalk:AppSecret"] = Derive("dingtalk-secret");
        settings["DingTalk:CardTemplateId"] = DingTalkTemplate;
    }

    /// <summary>43 characters, the same at every start.</summary>
    private string Derive(string what) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(what + secret)))[..43].Replace('+', 'a').Replace('/', 'b');
}
