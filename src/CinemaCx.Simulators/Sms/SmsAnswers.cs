using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.Sms;

/// <summary>The platform's answers: HTTP 200 always, everything under <c>Response</c>.</summary>
internal static class SmsAnswers
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Ok(IReadOnlyList<object> statuses) => new(200, Bytes(new { Response = new { SendStatusSet = statuses, RequestId = NewId() } }));

    public static Answer Error(string code, string message) => new(200, Bytes(new { Response = new { Error = new { Code = code, Message = message }, RequestId = NewId() } }), code);

    private static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    private static string NewId() => Guid.NewGuid().ToString();
}

/// <summary>Fault kind <c>error</c> (with <c>code</c>) speaks as the platform does.</summary>
internal sealed class SmsDoor(TimeProvider time, FaultBox faults, CallLog calls) : PlatformDoor(time, faults, calls)
{
    protected override Answer FaultAnswer(Fault fault) => SmsAnswers.Error(fault.Code ?? "InternalError.UnknownError", fault.Message ?? "fault");
}
