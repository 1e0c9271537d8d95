using CinemaCx.Console.Parts;
using CinemaCx.Insights;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Pages.Insight;

/// <summary>体验洞察.</summary>
internal static class InsightForms
{
    private static readonly StaffRole[] Readers = [StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters, StaffRole.Marketing];

    public static IServiceCollection AddInsightPages(this IServiceCollection services) => services
        .AddScoped<InsightSpans>()
        .AddScoped<InsightFilters>()
        .AddListing<AnswerListing>()
        .AddListing<CaseSliceListing>()
        .AddListing<ShowListing>()
        .AddListing<ScoreListing>();

    public static void MapInsight(this IEndpointRouteBuilder console)
    {
        console.MapExport<AnswerListing, AnswerLine>("/console/insight/answers", Readers);
        console.MapExport<CaseSliceListing, CaseLine>("/console/insight/cases", Readers);
        console.MapExport<ShowListing, ShowLine>("/console/insight/shows", Readers);
        console.MapExport<ScoreListing, ScoreItem>("/console/insight/scores", Readers);
        console.MapForm("/console/insight/drops/{id}/acknowledge", AcknowledgeAsync, StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Headquarters);
    }

    private static async Task<IResult> AcknowledgeAsync(FormPost post, string id, AcknowledgeDrop acknowledge, CancellationToken cancellation)
    {
        var row = await acknowledge.RunAsync(post.Member, id, "console", cardId: null, cancellation);
        return await post.DoneAsync(row.AcknowledgedBy == post.Member.EmployeeId ? "已知悉，请查看现场" : "同事已先知悉");
    }
}
