using CinemaCx.Cases;
using CinemaCx.Feedback;

namespace CinemaCx.MiniProgramApi;

/// <summary>
/// The survey as plain HTML. Without JavaScript each star is a button that saves and leads to the few questions after it; with it the same markup asks
/// them at once, from a template, and the sending goes on behind.
/// </summary>
internal static class SurveyPage
{
    public static Html Of(SurveyView view) => Frame(view.Form.Questions[0].Title, view.Place.CinemaName, view.IsDone && view.Answer is { } said ? Thanks(view, said.Stars) : Questions(view));

    /// <summary>A page that only says one thing: what went wrong.</summary>
    public static Html Sorry(string sentence) => Frame(sentence, "影院评价", $"""
        <main><div class="card sorry"><h1>{sentence}</h1><p>如需帮助，请联系影院工作人员。</p></div></main>
        """);

    private static Html Questions(SurveyView view) => $"""
        <main data-path="{view.Path}"{Html.If(view.Answer is not null, $" data-known")}>
        <div class="card first">
        <p class="where">{view.Where}{Html.If(view.What.Length > 0, $"<span>{view.What}</span>")}</p>
        {Html.If(view.IsReturn && view.Case is { State: CaseState.Closed }, $"""<p class="note">处理结果：{view.Case?.Result}</p>""")}
        {Html.If(view.IsReturn, $"""<p class="note" role="status">您已评价过，要修改吗？</p>""")}
        <h1 id="q">{view.Form.Questions[0].Title}</h1>
        <form id="s" method="post" action="{view.Path}" class="stars" aria-labelledby="q">
        <input type="hidden" name="id" value="{view.AnswerId}"><input type="hidden" name="edition" value="{view.Edition.Name}">
        {Stars(view.Answer?.Stars ?? 0)}
        </form>
        {Html.If(view.Answer is null, $"""<p class="hint">约 {SurveyRules.Promised(view.Form)} 秒，3 次点击</p>""")}
        <p id="net" class="net" role="status"></p>
        </div>
        {(view.Answer is null ? $"""<div id="more"></div><template id="t">{SurveyQuestions.Form(view)}</template>""" : (Html)$"""<div id="more">{SurveyQuestions.Form(view)}</div>""")}
        <template id="d">{ThanksText(stars: 0)}</template>
        </main>
        """;

    private static IEnumerable<Html> Stars(long chosen)
    {
        for (var n = 1; n <= SurveyForm.StarNames.Count; n++)
            yield return $"""
                <button name="stars" value="{n}" aria-pressed="{(n == chosen ? "true" : "false")}"{Html.If(n <= chosen, $" class=\"on\"")}><i aria-hidden="true"></i><b class="vh">{n} 星 </b>{SurveyForm.StarNames[n - 1]}</button>
                """;
    }

    private static Html Thanks(SurveyView view, long stars) => $"""
        <main>{Progress(view)}<div class="card thanks">{ThanksText(stars)}<p><a class="btn quiet" href="{view.Path}?id={view.AnswerId}">修改评价</a></p></div></main>
        """;

    /// <summary>What staff answered and did, and the question whether that solved it.</summary>
    private static Html Progress(SurveyView view) => view.Case is not { } found || (found.Replies.Count == 0 && found.Result is null) ? (Html)$"" : $"""
        <div class="card progress"><h2>处理进展</h2>
        {found.Replies.Select(reply => (Html)$"<p>影院回复：{reply}</p>")}
        {Html.If(found.Result is not null, $"""
            <p>处理结果：{found.Result}</p>
            <form method="post" action="{view.Path}/resolution"><input type="hidden" name="id" value="{view.AnswerId}">
            <p>问题解决了吗？</p><p><button class="btn quiet" name="solved" value="yes">已解决</button> <button class="btn quiet" name="solved" value="no">没有解决</button></p></form>
            """)}
        </div>
        """;

    /// <param name="stars">0: for the script, which hides what does not fit.</param>
    private static Html ThanksText(long stars) => $"""
        <h1>谢谢您的评价</h1>
        {Html.If(stars <= 2, $"""<p data-max="2">很抱歉没能让您满意。您的反馈已通知影院值班人员跟进处理。</p>""")}
        {Html.If(stars is 0 or > 2, $"""<p data-min="3">您的评价已收到，期待再次为您服务。</p>""")}
        """;

    private static Html Frame(string title, string brand, Html body) => $"""
        <!doctype html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
        <meta name="robots" content="noindex">
        <meta name="theme-color" content="#ffffff">
        <title>{title} · {brand}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{SurveyAssets.Style.Path}">
        <script defer src="{SurveyAssets.Script.Path}"></script>
        </head>
        <body>
        <header class="top"><span class="brand"><i aria-hidden="true"></i>{brand}</span></header>
        {body}
        </body>
        </html>
        """;
}
