using System.Text.Json.Serialization;

namespace CinemaCx.Simulators.WeCom;

/// <summary>What a callback sent by hand may have wrong with it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Flaw>))]
internal enum Flaw
{
    None,

    /// <summary>Signed with another token.</summary>
    Signature,

    /// <summary>Sealed for another company, under the right key and signature.</summary>
    Corp,

    /// <summary>An hour old, correctly signed.</summary>
    Stale,

    /// <summary>Two megabytes of text.</summary>
    Oversized,

    /// <summary>A document type with an entity in the outer XML.</summary>
    Dtd,
}

/// <summary>One try to hand a callback over; status 0 means that no answer came.</summary>
internal sealed record Try(DateTimeOffset At, int Status, double ElapsedMs, string? Error);

/// <summary>A callback: what was sent where, how often, and what came of the answer.</summary>
/// <param name="Reply"><c>none</c>, or the kind of passive reply that was applied.</param>
/// <param name="ReplyError">Why the platform threw the answer away.</param>
internal sealed record Delivery(
    long Number, string UserId, string Kind, string Url, string Body, IReadOnlyList<Try> Attempts, bool Taken, string Reply, string? ReplyError);
