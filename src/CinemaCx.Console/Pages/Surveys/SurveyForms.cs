using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Surveys;

internal static class SurveyForms
{
    public const string Touchpoints = "/console/surveys/touchpoints";

    private static readonly StaffRole[] Editors = [StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Marketing, StaffRole.Headquarters];

    public static void MapSurveys(this IEndpointRouteBuilder console)
    {
        console.MapForm("/console/surveys/{place}/publish", PublishAsync, Editors);
        console.MapForm("/console/surveys/{place}/withdraw", WithdrawAsync, Editors);
        console.MapForm(Touchpoints + "/make", MakeAsync, Editors);
        console.MapForm(Touchpoints + "/{id}/retire", RetireAsync, Editors);
        console.MapForm(Touchpoints + "/{id}/reinstate", ReinstateAsync, Editors);
        console.MapExport<TouchpointListing, TouchpointLine>(Touchpoints, Editors);
    }

    private static async Task<IResult> PublishAsync(HttpContext context, FormPost post, string place, PublishSurvey publish, CancellationToken cancellation)
    {
        var draft = DraftOf(post, place, SurveyFields.Read(context.Request.Form));
        if (post.Text("act") != "try")
        {
            var edition = await publish.RunAsync(draft, post.Member, cancellation);
            return await post.DoneAsync($"已发布第 {edition.Version} 版，观众几秒内就会看到");
        }

        if (SurveyRules.Faults(draft.Form!) is { Count: > 0 } faults) throw FeedbackRefusals.SurveyInvalid(faults);
        return post.Show("这是预览，还没有发布", draft.Form!);
    }

    private static async Task<IResult> WithdrawAsync(FormPost post, string place, PublishSurvey publish, CancellationToken cancellation)
    {
        await publish.RunAsync(DraftOf(post, place, form: null), post.Member, cancellation);
        return await post.DoneAsync("本影院恢复使用全部影院的问卷");
    }

    private static async Task<IResult> MakeAsync(FormPost post, TouchpointDesk desk, CancellationToken cancellation)
    {
        var at = post.Text("at").Split('|');
        if (at.Length != 2 || !Enum.TryParse<TouchpointKind>(at[0], out var kind) || !Enum.IsDefined(kind)) throw FeedbackRefusals.TouchpointInvalid("请选择位置");
        var hall = at[1].Length > 0 ? at[1] : null;
        var row = await desk.MakeAsync(new TouchpointWish(post.Text("cinema"), kind, hall, post.Optional("name")), post.Member, cancellation);
        return await post.DoneAsync($"已新建“{row.Name}”，可以打印二维码了", $"{Touchpoints}/{row.Id}");
    }

    private static async Task<IResult> RetireAsync(FormPost post, string id, TouchpointDesk desk, CancellationToken cancellation)
    {
        await desk.RetireAsync(id, post.Member, cancellation);
        return await post.DoneAsync("已停用，扫码的观众会看到“二维码已失效”", $"{Touchpoints}/{id}");
    }

    private static async Task<IResult> ReinstateAsync(FormPost post, string id, TouchpointDesk desk, CancellationToken cancellation)
    {
        await desk.ReinstateAsync(id, post.Member, cancellation);
        return await post.DoneAsync("已重新启用，印好的二维码可以继续用", $"{Touchpoints}/{id}");
    }

    private static SurveyDraft DraftOf(FormPost post, string place, SurveyForm? form) => new(
        SurveyFields.PlaceOf(place) ?? throw new Refusal(404, "not-found", "没有这个页面"),
        post.Optional("cinema"),
        form,
        post.Number("seen") ?? 0,
        post.Optional("note"));
}
