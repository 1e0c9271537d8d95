using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChat;
using CinemaCx.Connectors.WeChat.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>微信小程序: id, secret and the white list of addresses; and the message push of it and of the service account.</summary>
internal sealed class WeChatSelfTest(IServiceProvider services, WeChatPushSelfTest push)
{
    private const string Part = "wechat-token";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Endpoint"] = "必须是 https 地址",
        ["AppId"] = "没有填写小程序的 AppID",
        ["AppSecret"] = "没有填写 AppSecret",
        ["PushToken"] = "没有填写消息推送的 Token",
        ["PushEncodingAESKey"] = "必须是消息推送的 EncodingAESKey，正好 43 个字符",
    };

    public async Task<IReadOnlyList<SelfTestLine>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var account = services.GetRequiredService<IOptions<WeChatOptions>>().Value;
            return [await TokenAsync(cancellation), await push.RunAsync("wechat-push", "小程序", PushAccount.Of(account), cancellation), .. await ServiceAccountAsync(cancellation)];
        }
        catch (OptionsValidationException e)
        {
            return Findings.Settings(e.OptionsType == typeof(ServiceAccountOptions) ? "service-account-settings" : "wechat-settings", e, Settings);
        }
    }

    private async Task<SelfTestLine> TokenAsync(CancellationToken cancellation)
    {
        try
        {
            var response = await services.GetRequiredService<WechatApiClient>().ExecuteCgibinStableTokenAsync(new CgibinStableTokenRequest(), cancellation);
            return response.IsSuccessful() ? Findings.Ok(Part, "小程序的 AppID、AppSecret 和 IP 白名单正确") : Judge(response);
        }
        catch (CommonException e)
        {
            return Findings.Silent(Part, "微信", e, "WeChat:Endpoint");
        }
    }

    private async Task<IReadOnlyList<SelfTestLine>> ServiceAccountAsync(CancellationToken cancellation)
    {
        var account = services.GetRequiredService<IOptions<ServiceAccountOptions>>().Value;
        return account.AppId.Length == 0 ? [] : [await push.RunAsync("service-account-push", "服务号", PushAccount.Of(account), cancellation)];
    }

    private static SelfTestLine Judge(WechatApiResponse response) => response.ErrorCode switch
    {
        _ when response.GetRawStatus() != 200 => Findings.Fault(Part, $"微信的接口回答了 HTTP {response.GetRawStatus()}，请稍后再试，或检查 WeChat:Endpoint", "WeChat:Endpoint"),
        40001 or 40125 or 41004 => Findings.Fault(Part, $"小程序的 AppSecret 不对（{response.ErrorCode}）", "WeChat:AppSecret"),
        40013 or 41002 => Findings.Fault(Part, $"小程序的 AppID 不对（{response.ErrorCode}）", "WeChat:AppId"),
        40164 or 61004 => Findings.Fault(Part, $"本机的出口 IP 不在小程序的 IP 白名单里（{response.ErrorCode}）：请在小程序后台“开发管理”里添加"),
        89503 or 89506 or 89507 => Findings.Fault(Part, $"本机的出口 IP 等待管理员确认（{response.ErrorCode}）"),
        45009 or 45011 => Findings.Fault(Part, $"调用过于频繁（{response.ErrorCode}），请稍后再试"),
        -1 => Findings.Fault(Part, "微信正忙（-1），请稍后再试"),
        var code => Findings.Fault(Part, $"微信拒绝了调用：{code} {response.ErrorMessage}"),
    };
}
