using System.Globalization;
using System.Text;
using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Checks every request and signs every answer, a 204 and an error too.</summary>
internal sealed class WeChatPayDoor(RequestCheck check, PlatformKeys keys, TimeProvider time, FaultBox faults, CallLog calls)
    : PlatformDoor(time, faults, calls)
{
    private readonly TimeProvider _time = time;

    protected override Answer? Refuse(Call call) => check.Refuse(call);

    protected override Answer FaultAnswer(Fault fault)
    {
        var code = fault.Code ?? "SYSTEM_ERROR";
        var message = fault.Message ?? (code == "SYSTEM_ERROR" ? "系统异常，请稍后重试" : "业务处理失败");
        return PayErrors.Error(fault.Status == 0 ? 500 : fault.Status, code, message);
    }

    protected override void Seal(HttpResponse response, Call call, Answer answer, Fault? fault)
    {
        var headers = response.Headers;
        headers["Request-ID"] = "08" + WireText.RandomHex(30).ToUpperInvariant();
        if (fault?.Kind is FaultKind.Unsigned or FaultKind.Http) return;
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = WireText.RandomHex(32);
        var message = $"{timestamp}\n{nonce}\n{Encoding.UTF8.GetString(answer.Body)}\n";
        var key = keys.For(call.Header("Wechatpay-Serial"));
        headers["Wechatpay-Timestamp"] = timestamp;
        headers["Wechatpay-Nonce"] = nonce;
        headers["Wechatpay-Serial"] = key.Serial;
        headers["Wechatpay-Signature-Type"] = Authorization.Scheme;
        headers["Wechatpay-Signature"] = fault?.Kind == FaultKind.BadSignature ? keys.SignWrongly(message) : key.Sign(message);
    }
}
