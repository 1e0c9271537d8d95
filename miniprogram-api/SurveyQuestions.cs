using CinemaCx.Feedback;

namespace CinemaCx.MiniProgramApi;

/// <summary>The questions after the stars. All are there; those of other stars are hidden and switched off, so that they send nothing.</summary>
internal static class SurveyQuestions
{
    public static Html Form(SurveyView view)
    {
        var stars = view.Answer?.Stars ?? 0;
        return $"""
            <form id="m" class="card" method="post" action="{view.Path}" enctype="multipart/form-data">
            <input type="hidden" name="id" value="{view.AnswerId}"><input type="hidden" name="was" value="{stars}"><input type="hidden" name="edition" value="{view.Edition.Name}">
            {view.Form.Questions.Skip(1).Select(question => Question(question, view, stars))}
            <div class="send"><p id="bad" class="note bad" role="alert"{Html.If(view.Problem is null, $" hidden")}>{view.Problem}</p>
            <button class="btn" name="step" value="more">提交</button></div>
            </form>
            """;
    }

    private static Html Question(SurveyQuestion question, SurveyView view, long stars) => $"""
        <fieldset data-min="{question.StarsAtLeast}" data-max="{question.StarsAtMost}"{Html.If(!question.IsAskedAt(stars), $" hidden disabled")}>
        {Body(question, view)}
        </fieldset>
        """;

    private static Html Body(SurveyQuestion question, SurveyView view) => question.Kind switch
    {
        "chips" => Chips(question, view.Answer),
        "scale" => Scale(question, view.Answer),
        "stages" => Stages(question, view.Answer),
        "phone" => Phone(question, view),
        "score" => Score(question, view.Answer),
        "line" => Line(question, view.Answer),
        _ => Words(question, view.Answer, view.AsksForPhoto),
    };

    private static Html Chips(SurveyQuestion question, AnswerRow? answer)
    {
        var ticked = answer?.ChipCodes ?? [];
        return $"""
            <legend>{question.Title}<small>可多选</small></legend><input type="hidden" name="asked" value="chips">
            <div class="chips">{question.Chips.Select(chip => (Html)$"""
                <label><input type="checkbox" name="chip" value="{chip.Code}"{Html.If(ticked.Contains(chip.Code, StringComparer.Ordinal), $" checked")}><span>{chip.Label}</span></label>
                """)}</div>
            """;
    }

    private static Html Scale(SurveyQuestion question, AnswerRow? answer) => $"""
        <legend>{question.Title}</legend>
        <div class="chips scale">{Enumerable.Range(0, 11).Select(n => (Html)$"""
            <label><input type="radio" name="nps" value="{n}"{Html.If(answer?.Nps == n, $" checked")}><span>{n}</span></label>
            """)}</div>
        <p class="ends"><span>0 不愿意</span><span>10 非常愿意</span></p>
        """;

    private static Html Score(SurveyQuestion question, AnswerRow? answer) => $"""
        <legend>{question.Title}</legend>
        <div class="chips scale">{Enumerable.Range(1, OwnWords.BestScore).Select(n => (Html)$"""
            <label><input type="radio" name="own-{question.Code}" value="{n}"{Html.If(SaidTo(question, answer) is [var mark] && mark - '0' == n, $" checked")}><span>{n}</span></label>
            """)}</div>
        <p class="ends"><span>1 很差</span><span>5 很好</span></p>
        """;

    private static Html Line(SurveyQuestion question, AnswerRow? answer) => $"""
        <legend class="vh">{question.Title}</legend>
        <label class="field">{question.Title}<small>可选</small><input type="text" name="own-{question.Code}" maxlength="{OwnWords.LongestLine}" value="{SaidTo(question, answer)}"></label>
        """;

    private static string? SaidTo(SurveyQuestion question, AnswerRow? answer) => answer?.OwnSaid.GetValueOrDefault(question.Code);

    private static Html Stages(SurveyQuestion question, AnswerRow? answer) => $"""
        <legend class="vh">{question.Title}</legend>
        <details><summary>{question.Title}<small>可选</small></summary>{Survey.Stages.Select(stage => (Html)$"""
            <label class="row">{stage.Label}<select name="stage-{stage.Code}"><option value="">未评</option>{StageStars(stage.Code, answer)}</select></label>
            """)}</details>
        """;

    private static IEnumerable<Html> StageStars(string stage, AnswerRow? answer)
    {
        var given = answer?.StageStars.GetValueOrDefault(stage) ?? 0;
        for (var n = 5; n >= 1; n--)
            yield return $"""<option value="{n}"{Html.If(n == given, $" selected")}>{n} 星 {SurveyForm.StarNames[n - 1]}</option>""";
    }

    private static Html Words(SurveyQuestion question, AnswerRow? answer, bool asksForPhoto) => $"""
        <legend class="vh">{question.Title}</legend>
        <label class="field">{question.Title}<small>可选</small><textarea name="comment" rows="2" maxlength="{Survey.LongestComment}">
        {answer?.Comment}</textarea></label>
        {Html.If(asksForPhoto, $"""
            <label class="photo">＋ 添加照片<small>可选，5 MB 以内的 JPG 或 PNG</small><input type="file" name="photo" accept="image/jpeg,image/png"></label>
            """)}
        """;

    private static Html Phone(SurveyQuestion question, SurveyView view) => $"""
        <legend class="vh">{question.Title}</legend>
        <label class="field">{question.Title}<small>可选{Html.If(view.Answer?.PhoneMask is not null, $"，已留 {view.Answer?.PhoneMask}")}</small>
        <input type="tel" name="phone" inputmode="tel" autocomplete="tel" maxlength="20" value="{view.TypedPhone}" aria-describedby="say"></label>
        <p id="say" class="say">填写即同意影院就本次反馈联系您，号码加密保存。</p>
        """;
}
