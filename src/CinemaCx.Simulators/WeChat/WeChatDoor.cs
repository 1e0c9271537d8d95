using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>Business failures are HTTP 200 here; there is nothing to sign.</summary>
internal sealed class WeChatDoor(TimeProvider time, FaultBox faults, CallLog calls) : PlatformDoor(time, faults, calls)
{
    protected override Answer FaultAnswer(Fault fault) => WeChatAnswers.Error(fault.Errcode, fault.Message);
}
