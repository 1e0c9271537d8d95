using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Messages;
using CinemaCx.Simulators.Sms;
using CinemaCx.Simulators.WeChat;

namespace CinemaCx.Standalone;

/// <summary>What leads to guests beside the mini-program, played where no credential is set: a service account at the simulated WeChat, and SMS.</summary>
internal sealed class SimulatedReach(string secret)
{
    public const string ServiceAccountId = "wx7c1d2e3f4a5b6c7d";

    private const string SdkAppId = "1400000001";
    private const string SignName = "澄光影城";
    private const string StaffTemplate = "sim-sms-staff";

    /// <summary>One more account at the platform, bound to the same Open Platform account: its followers have the same union ids.</summary>
    public void Join(WeChatSimulatorOptions platform)
    {
        platform.MoreApps.Add(new WeChatApp(ServiceAccountId, Derive("service-account-secret")));
        foreach (var (id, keys) in SampleMessages.ServiceAccountTemplates) platform.MessageTemplates.Add(new WeChatMessageTemplate(ServiceAccountId, id, keys));
    }

    public SmsSimulatorOptions Sms(string url)
    {
        var options = new SmsSimulatorOptions
        {
            Url = url,
            SecretId = "AKID" + Derive("sms-id")[..32],
            SecretKey = Derive("sms-key")[..32],
            SdkAppId = SdkAppId,
            SignName = SignName,
            TemplateId = StaffTemplate,
        };
        foreach (var (id, variables) in SampleMessages.SmsTemplates) options.MoreTemplates[id] = variables;
        return options;
    }

    public void Tell(Dictionary<string, string?> settings, string weChat)
    {
        settings["ServiceAccount:Endpoint"] = weChat;
        settings["ServiceAccount:AppId"] = ServiceAccountId;
        settings["ServiceAccount:AppSecret"] = Derive("service-account-secret");
    }

    public void TellSms(Dictionary<string, string?> settings, string sms)
    {
        var options = Sms(sms);
        settings["Sms:Endpoint"] = sms;
        settings["Sms:SecretId"] = options.SecretId;
        settings["Sms:SecretKey"] = options.SecretKey;
        settings["Sms:SdkAppId"] = options.SdkAppId;
        settings["Sms:SignName"] = options.SignName;
        settings["Sms:TemplateId"] = options.TemplateId;
        settings["Sms:TemplateVariables"] = options.TemplateVariables.ToString(CultureInfo.InvariantCulture);
        settings["Sms:VariableLength"] = options.VariableLength.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The accounts' servers are told what happens (消息推送), sealed: the mini-program's in one format, the service account's in the other.</summary>
    /// <param name="guestUrl">The guest door.</param>
    /// <param name="hasServiceAccount">Whether it is played too.</param>
    public void Push(WeChatSimulatorOptions platform, Dictionary<string, string?> settings, string guestUrl, bool hasServiceAccount)
    {
        // A moment, as the platform takes.
        platform.PushDelayMs = 200;
        Add("WeChat", platform.AppId, "mini-program", PushFormat.Json);
        if (hasServiceAccount) Add("ServiceAccount", ServiceAccountId, "service-account", PushFormat.Xml);

        void Add(string section, string appId, string account, PushFormat format)
        {
            var (token, key) = (Derive("push-token-" + account)[..32], Convert.ToBase64String(Convert.FromHexString(Derive("push-key-" + account)))[..43]);
            platform.Pushes.Add(new WeChatPushTarget(appId, $"{guestUrl}/callbacks/wechat/{account}", token, key, PushMode.Safe, format));
            settings[section + ":PushToken"] = token;
            settings[section + ":PushEncodingAESKey"] = key;
        }
    }

    /// <summary>64 hexadecimal digits, the same at every start.</summary>
    private string Derive(string what) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what + secret)));
}
