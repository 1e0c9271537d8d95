using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChatPay;

/// <summary>JSON on the platform's wire: snake_case, absent instead of null, Chinese unescaped.</summary>
internal static class PayJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static Answer Ok<T>(T value) => new(200, Bytes(value));

    /// <summary>Reads a request body; the answer is PARAM_ERROR naming the field when the shape is wrong.</summary>
    public static bool TryRead<T>(Call call, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Answer? answer)
        where T : class
    {
        value = null;
        answer = null;
        try
        {
            value = JsonSerializer.Deserialize<T>(call.Body, Options);
            if (value is not null) return true;
            answer = PayErrors.Parameter("", "请求体不能为空");
        }
        catch (JsonException shape)
        {
            var field = (shape.Path ?? "$").TrimStart('$').Replace('.', '/');
            answer = PayErrors.Parameter(field, "输入源无法映射到字段，请检查 JSON 格式与类型");
        }

        return false;
    }

    /// <summary>Whether two bodies say the same, whatever the order of their fields.</summary>
    public static bool SameContent(byte[] one, byte[] other)
    {
        if (one.AsSpan().SequenceEqual(other)) return true;
        using var a = JsonDocument.Parse(one);
        using var b = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(a.RootElement, b.RootElement);
    }
}
