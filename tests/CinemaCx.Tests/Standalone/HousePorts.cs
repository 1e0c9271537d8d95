using System.Globalization;
using CinemaCx.Tests.Support;

namespace CinemaCx.Tests.Standalone;

/// <summary>Ports and folder of one house in a process of its own.</summary>
internal sealed class HousePorts : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cinemacx-house-").FullName;

    public int Guest { get; } = FreePorts.Take();

    public int Staff { get; } = FreePorts.Take();

    public int WeChat { get; } = FreePorts.Take();

    public int WeChatPay { get; } = FreePorts.Take();

    public string Data => Path.Combine(Folder, "data");

    public string[] Arguments =>
    [
        "--guest-port", Text(Guest), "--staff-port", Text(Staff), "--wechat-port", Text(WeChat), "--wechat-pay-port", Text(WeChatPay), "--wecom-port", "0", "--dingtalk-port", "0", "--sms-port", "0", "--glass-box-port", "0",
    ];

    public (string, string)[] ScriptEnvironment =>
    [
        ("GUEST", Url(Guest)), ("STAFF", Url(Staff)), ("WECHAT", Url(WeChat)), ("WECHATPAY", Url(WeChatPay)), ("DATA", Data),
    ];

    /// <summary>Opens the house and waits until it says so.</summary>
    public async Task<Child> OpenAsync(params string[] more)
    {
        var house = Child.Start("CinemaCx.Standalone", Folder, [.. Arguments, .. more]);
        await house.SaysAsync("Try first:");
        return house;
    }

    public static string Url(int port) => "http://127.0.0.1:" + Text(port);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
