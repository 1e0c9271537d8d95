using System.Globalization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>
/// What is checked of every request before its content: headers, merchant, serial, clock, signature, replay
/// (pay.weixin.qq.com, 如何生成请求签名).
/// </summary>
internal sealed class RequestCheck(WeChatPaySimulatorOptions options, TimeProvider time) : IDisposable
{
    private const int WindowSeconds = 300;
    private readonly VerifyingKey _merchant = new(options.MerchantPublicKeyPem);
    private readonly NonceBook _nonces = new(time);

    /// <summary>Null when the request may go on.</summary>
    public Answer? Refuse(Call call)
    {
        if (call.Header("User-Agent") is null) return PayErrors.Error(403, "NO_AUTH", "Http头缺少User-Agent");
        if (!Accepts(call)) return PayErrors.Error(400, "PARAM_ERROR", "Http头Accept应为application/json", new { field = "Accept", location = "header" });
        if (call.Body.Length > 0 && call.Http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return PayErrors.Error(400, "PARAM_ERROR", "Http头Content-Type应为application/json", new { field = "Content-Type", location = "header" });
        if (call.Header("Authorization") is not { } header)
            return PayErrors.Sign(call, "Http头缺少Authorization", "Authorization", "authorization header missing");
        return Authorization.Parse(header) is { } authorization
            ? RefuseSignature(call, authorization)
            : PayErrors.Sign(call, "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》", "Authorization", "malformed authorization header");
    }

    public void Dispose() => _merchant.Dispose();

    private static bool Accepts(Call call) =>
        call.Header("Accept") is { } accept
        && (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal));

    private Answer? RefuseSignature(Call call, Authorization authorization)
    {
        if (authorization.MerchantId != options.MerchantId) return PayErrors.Error(400, "MCH_NOT_EXISTS", "商户号不存在");
        if (!SameSerial(authorization.Serial, options.MerchantSerialNumber))
            return PayErrors.Sign(call, "商户证书序列号有误。请使用签名私钥匹配的证书序列号", "serial_no", "serial_no not match");
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - authorization.Timestamp) > WindowSeconds)
            return PayErrors.Sign(call, "请求时间戳已过期，请检查服务器时间", "timestamp", "timestamp out of range");
        var signed = string.Create(
            CultureInfo.InvariantCulture,
            $"{call.Method}\n{call.Target}\n{authorization.Timestamp}\n{authorization.Nonce}\n{call.BodyText}\n");
        if (!_merchant.Verify(signed, authorization.Signature))
            return PayErrors.Sign(call, "错误的签名，验签失败", "signature", "sign not match", signed);
        return _nonces.TryUse(authorization.Nonce)
            ? null
            : PayErrors.Sign(call, "请求随机串重复，疑似重放", "nonce_str", "nonce used before");
    }

    // Printed serials differ in case and in leading zeros.
    private static bool SameSerial(string one, string other) =>
        one.TrimStart('0').Equals(other.TrimStart('0'), StringComparison.OrdinalIgnoreCase);
}
