using System.Globalization;
using CinemaCx.Cases;

namespace CinemaCx.Reports;

/// <summary>The few things in the figures that somebody should look at, the most pressing first. Pure.</summary>
public static class WhatToLookAt
{
    private const int Most = 4;
    private const int MostNames = 3;
    private const int Repeated = 2;
    private const int FewAnswers = 5;
    private const double WeakStage = 3.5;
    private const double Fall = 0.7;
    private const double ThinHouse = 0.1;
    private const string Cases = "/console/cases";
    private const string Insight = "/console/insight";
    private const string Showtimes = "/console/showtimes";

    /// <param name="categories">Of each case opened that day.</param>
    public static IReadOnlyList<LookAt> Of(DayFigures day, IReadOnlyList<string> categories, int critical)
    {
        var found = new List<LookAt>();
        if (critical > 0) found.Add(new LookAt($"{critical} 件投诉涉及人身安全或退款", Cases));
        if (day.Complaints.Overdue is { Count: > 0 } overdue) found.Add(new LookAt(Overdue(overdue), Cases));
        if (day.Nps.Against95(day.NpsBefore) < 0)
            found.Add(new LookAt(string.Create(CultureInfo.InvariantCulture, $"NPS {day.Nps.Value:0}，显著低于前四周的 {day.NpsBefore.Value:0}"), Insight));
        var worst = categories.GroupBy(c => c, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        if (worst?.Count() >= Repeated) found.Add(new LookAt($"{CaseCategory.NameOf(worst.Key)}类投诉 {worst.Count()} 件", Cases));
        if (day.Stages.FirstOrDefault(s => s.Answers >= FewAnswers && s.Mean < WeakStage) is { } stage)
            found.Add(new LookAt(string.Create(CultureInfo.InvariantCulture, $"{stage.Label}仅 {stage.Mean:0.0} 星（{stage.Answers} 份）"), Insight));
        if (day.WeekBefore.BoxOffice.Value > 0 && day.Sales.BoxOffice.Value < day.WeekBefore.BoxOffice.Value * Fall)
            found.Add(new LookAt($"票房比上周同日少 {Percent(1 - (double)day.Sales.BoxOffice.Value / day.WeekBefore.BoxOffice.Value)}", Showtimes));
        if (day.Films.FirstOrDefault(f => f.Sales.Showtimes >= MostNames && f.Sales.Occupancy < ThinHouse) is { } thin)
            found.Add(new LookAt($"《{thin.Title}》{thin.Sales.Showtimes} 场，上座率 {Percent(thin.Sales.Occupancy)}", Showtimes));
        return [.. found.Take(Most)];
    }

    public static IReadOnlyList<LookAt> Of(IReadOnlyList<CinemaWeek> cinemas)
    {
        var found = new List<LookAt>();
        found.AddRange(cinemas.Where(c => c.Complaints.Overdue.Count > 0).OrderByDescending(c => c.Complaints.Overdue.Count)
            .Select(c => new LookAt($"{c.CinemaName}：{c.Complaints.Overdue.Count} 件投诉超时未结", Cases)));
        var others = cinemas.Aggregate(new Score(0, 0, 0), (sum, c) => sum + c.Nps);
        found.AddRange(cinemas.Where(c => c.Nps.Against95(new Score(others.Answers - c.Nps.Answers, others.Promoters - c.Nps.Promoters, others.Detractors - c.Nps.Detractors)) < 0)
            .Select(c => new LookAt(string.Create(CultureInfo.InvariantCulture, $"{c.CinemaName}：NPS {c.Nps.Value:0}，显著低于其他影院"), Insight)));
        return [.. found.Take(Most)];
    }

    internal static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);

    private static string Overdue(IReadOnlyList<string> names) =>
        $"{names.Count} 件投诉超时未结：{string.Join("、", names.Take(MostNames))}{(names.Count > MostNames ? " 等" : "")}";
}
