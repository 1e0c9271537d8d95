using System.Globalization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>Fault kind <c>error</c> speaks as the new API does, <c>errcode</c> as the older one.</summary>
internal sealed class DingTalkDoor(TimeProvider time, FaultBox faults, CallLog calls) : PlatformDoor(time, faults, calls)
{
    protected override Answer FaultAnswer(Fault fault) => fault.Kind == FaultKind.Errcode
        ? DingTalkAnswers.Legacy(fault.Errcode, fault.Message ?? "fault " + fault.Errcode.ToString(CultureInfo.InvariantCulture))
        : DingTalkAnswers.Error(fault.Status == 0 ? 500 : fault.Status, fault.Code ?? "SystemError", fault.Message ?? "fault");
}
