using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.Shared;

/// <summary>JSON of the <c>/_sim/</c> interface: camelCase, absent instead of null, Chinese unescaped.</summary>
internal static class SimJson
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        return options;
    }

    public static IResult Ok(object value) => Results.Json(value, Options);

    /// <summary>A hook that cannot be carried out: 404 for an unknown thing, 409 for a wrong state, 400 for a wrong shape.</summary>
    public static IResult Refuse(int status, string code, string message) =>
        Results.Json(new { code, message }, Options, statusCode: status);
}
