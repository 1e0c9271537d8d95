using CinemaCx.Platform.Primitives;

namespace CinemaCx.Platform.Jobs;

public static class LongWorkRefusals
{
    public static Refusal Unknown() => new(404, "work-not-found", "没有这项任务");

    public static Refusal Over() => new(409, "work-over", "已经结束，无法停止");
}
