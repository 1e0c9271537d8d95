using CinemaCx.Cinemas;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Insights;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>Films and halls to narrow by.</summary>
public sealed class InsightFilters(Visit visit, InsightNames names, CinemaQueries cinemas)
{
    public async Task<Filter> FilmsAsync(CancellationToken cancellation) => new(
        "film", "影片",
        [.. (await names.FilmsAsync(cancellation)).Select(f => new Choice(f.Id, f.Title)), new Choice(InsightListings.Nowhere, "未关联影片")]);

    public async Task<Filter> HallsAsync(CancellationToken cancellation)
    {
        var choices = new List<Choice>();
        foreach (var cinema in visit.Shown)
        {
            var halls = (await cinemas.OneAsync(cinema.Id, cancellation)).Halls;
            choices.AddRange(halls.Select(h => new Choice(h.Id, visit.Shown.Count > 1 ? $"{cinema.Name} {h.Name}" : h.Name)));
        }

        return new Filter("hall", "影厅", [.. choices, new Choice(InsightListings.Nowhere, "公共区域")]);
    }
}
