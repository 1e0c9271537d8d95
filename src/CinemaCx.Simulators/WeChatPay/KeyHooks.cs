using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary><c>/_sim/keys</c> and certificate rotation.</summary>
internal static class KeyHooks
{
    public static void Map(WebApplication app, WeChatPaySimulatorOptions options, PlatformKeys keys)
    {
        app.MapGet("/_sim/keys", () => SimJson.Ok(new
        {
            mode = options.KeyMode.ToString(),
            options.AppId,
            options.MerchantId,
            publicKeyId = options.KeyMode == PlatformKeyMode.Certificate ? null : options.PublicKeyId,
            publicKeyPem = options.KeyMode == PlatformKeyMode.Certificate ? null : options.PublicKeyPem,
            certificates = keys.Certificates,
        }));
        app.MapPost("/_sim/rotate-certificate", () => keys.Rotate() is { } certificate
            ? SimJson.Ok(certificate)
            : SimJson.Refuse(409, "no-certificates", "the simulator runs in public-key mode"));
    }
}
