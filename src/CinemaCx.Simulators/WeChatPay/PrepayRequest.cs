using System.Text.Json;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>Body of <c>POST /v3/pay/transactions/jsapi</c> (doc 4012525182).</summary>
internal sealed record PrepayRequest
{
    public string? Appid { get; init; }

    public string? Mchid { get; init; }

    public string? Description { get; init; }

    public string? OutTradeNo { get; init; }

    public string? TimeExpire { get; init; }

    public string? Attach { get; init; }

    public string? NotifyUrl { get; init; }

    public string? GoodsTag { get; init; }

    public PrepayAmount? Amount { get; init; }

    public PayerView? Payer { get; init; }

    public JsonElement? SceneInfo { get; init; }
}

internal sealed record PrepayAmount(long? Total, string? Currency);

internal sealed record PayerView(string? Openid);
