using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>The platform's refusals: HTTP status, code, message, detail (doc 4012791869 and the error tables of the endpoints).</summary>
internal static class PayErrors
{
    public static Answer Error(int status, string code, string message, object? detail = null) =>
        new(status, PayJson.Bytes(new { code, message, detail }), code);

    public static Answer Parameter(string field, string issue) =>
        Error(400, "PARAM_ERROR", "参数错误", new { field, issue, location = "body" });

    public static Answer QueryParameter(string field, string issue) =>
        Error(400, "PARAM_ERROR", "参数错误", new { field, issue, location = "query" });

    public static Answer Invalid(string message) => Error(400, "INVALID_REQUEST", message);

    public static Answer NoOrder() => Error(404, "ORDER_NOT_EXIST", "订单不存在");

    public static Answer TooOften(string message) => Error(429, "FREQUENCY_LIMITED", message);

    public static Answer NotFound(string message) => Error(404, "RESOURCE_NOT_EXISTS", message);

    /// <summary>401 in the shape that shows what the platform put together to verify, without the body's end.</summary>
    public static Answer Sign(Call call, string message, string field, string issue, string? signed = null) =>
        Error(401, "SIGN_ERROR", message, new
        {
            detail = new { issue },
            field,
            location = "authorization",
            sign_information = signed is null ? null : new
            {
                method = call.Method,
                sign_message_length = System.Text.Encoding.UTF8.GetByteCount(signed),
                truncated_sign_message = signed.Length <= 80 ? signed : signed[..80] + "...",
                url = call.Target,
            },
        });
}
