using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary>Business failures are HTTP 200 here; there is nothing to sign.</summary>
internal sealed class WeComDoor(TimeProvider time, FaultBox faults, CallLog calls) : PlatformDoor(time, faults, calls)
{
    protected override Answer FaultAnswer(Fault fault) => WeComAnswers.Error(fault.Errcode, fault.Message);
}
