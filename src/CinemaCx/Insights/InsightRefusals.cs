using CinemaCx.Platform.Primitives;

namespace CinemaCx.Insights;

public static class InsightRefusals
{
    public static Refusal BadSpan(int most) => new(422, "span-invalid", $"起止日期有误，最多可看 {most} 天", Refusal.With("most", most));

    public static Refusal UnknownDrop(string name) => new(404, "drop-not-found", $"没有找到评分预警 {name}", Refusal.With("name", name));
}
