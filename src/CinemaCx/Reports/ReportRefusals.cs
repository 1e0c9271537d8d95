using CinemaCx.Platform.Primitives;

namespace CinemaCx.Reports;

public static class ReportRefusals
{
    public static Refusal Unknown() => new(404, "report-not-found", "没有这份报告");
}
