using System.Text.Json;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>The calls of <c>/v1.0/card</c>.</summary>
internal sealed class CardCalls(DingTalkSimulatorOptions options, Guard guard, CardStore store, Phones phones)
{
    private const string RobotSpace = "dtv1.card//IM_ROBOT.";

    /// <summary><c>POST</c> makes, <c>PUT</c> changes.</summary>
    public Answer Instances(Call call) => guard.Run(call, body => call.Method switch
    {
        "POST" => Create(body, out _) ?? DingTalkAnswers.Ok(new { success = true, result = body.Text("outTrackId") }),
        "PUT" => Update(body),
        _ => DingTalkAnswers.Error(405, "MethodNotAllowed", "POST or PUT"),
    });

    public Answer Deliver(Call call) => guard.Run(call, body =>
        body.Text("outTrackId") is not { } id || !store.Cards.TryGetValue(id, out var card)
            ? DingTalkAnswers.Error(400, "param.outTrackIdNotExist", "outTrackId 不存在")
            : Deliver(call, body, card, results => new { success = true, result = results }));

    public Answer CreateAndDeliver(Call call) => guard.Run(call, body =>
        RefuseSpace(body) ?? Create(body, out var card) ?? Deliver(
            call, body, card!, results => new { success = true, result = new { outTrackId = card!.OutTrackId, deliverResults = results } }));

    public Answer Register(Call call) => guard.Run(call, body =>
    {
        if (body.Text("callbackRouteKey") is not { } key) return DingTalkAnswers.Missing("callbackRouteKey");
        if (body.Text("callbackUrl") is not { } url) return DingTalkAnswers.Missing("callbackUrl");
        var route = new CallbackRoute(url, body.Text("apiSecret") ?? WireText.RandomText(24));
        if (store.Routes.TryGetValue(key, out var old) && old != route && !body.IsTrue("forceUpdate"))
            return DingTalkAnswers.Error(400, "param.callbackRouteKeyExisted", "callbackRouteKey 已注册");
        store.Routes[key] = route;
        return DingTalkAnswers.Ok(new { success = true, result = new { callbackUrl = route.Url, apiSecret = route.ApiSecret } });
    });

    private Answer? Create(JsonElement body, out Card? card)
    {
        card = null;
        if (body.Text("cardTemplateId") is not { } template) return DingTalkAnswers.Missing("cardTemplateId");
        if (options.CardTemplateId.Length > 0 && template != options.CardTemplateId)
            return DingTalkAnswers.Error(400, "param.cardTemplateIdInvalid", "卡片模板不存在");
        if (body.Text("outTrackId") is not { } id) return DingTalkAnswers.Missing("outTrackId");
        if (body.Member("cardData") is not { } data) return DingTalkAnswers.Missing("cardData");
        if (data.Variables() is not { } variables) return DingTalkAnswers.Invalid("cardData", "cardParamMap 的值必须是字符串");
        var byHttp = body.Text("callbackType") == "HTTP";
        if (byHttp && body.Text("callbackRouteKey") is null) return DingTalkAnswers.Missing("callbackRouteKey");

        // The name is the idempotency key: what is there already stays as it is.
        card = store.Cards.GetOrAdd(id, new Card(id, template, byHttp, body.Text("callbackRouteKey"), variables));
        return null;
    }

    private Answer Update(JsonElement body)
    {
        if (body.Text("outTrackId") is not { } id) return DingTalkAnswers.Missing("outTrackId");
        if (!store.Cards.TryGetValue(id, out var card)) return DingTalkAnswers.Error(400, "param.outTrackIdNotExist", "outTrackId 不存在");
        return card.Change(body, presser: null)
            ? DingTalkAnswers.Ok(new { success = true, result = true })
            : DingTalkAnswers.Invalid("cardData", "cardParamMap 的值必须是字符串");
    }

    private Answer? RefuseSpace(JsonElement body)
    {
        if (body.Text("openSpaceId") is not { } space) return DingTalkAnswers.Missing("openSpaceId");
        if (!space.StartsWith(RobotSpace, StringComparison.Ordinal) || phones.Find(space[RobotSpace.Length..]) is not { Outside: false })
            return DingTalkAnswers.Error(400, "param.openSpaceIdInvalid", "openSpaceId 不合法");
        if (body.Member("imRobotOpenDeliverModel") is not { } model) return DingTalkAnswers.Missing("imRobotOpenDeliverModel");
        if (model.Text("spaceType") != "IM_ROBOT") return DingTalkAnswers.Invalid("spaceType", "spaceType must be IM_ROBOT");
        return model.Text("robotCode") is { } robot && robot != options.AppKey ? DingTalkAnswers.Invalid("robotCode", "robotCode 不存在") : null;
    }

    private Answer Deliver(Call call, JsonElement body, Card card, Func<object[], object> show)
    {
        if (RefuseSpace(body) is { } refusal) return refusal;
        var staffId = body.Text("openSpaceId")![RobotSpace.Length..];
        var carrier = card.DeliverTo(staffId, out var isNew);
        if (isNew) phones.Find(staffId)!.Add(call.At, fromBot: true, "card", card: card);
        return DingTalkAnswers.Ok(show([new { spaceType = "IM_ROBOT", spaceId = staffId, carrierId = carrier, success = true }]));
    }
}

/// <summary>What stands before every metered call: token, limits, a JSON object.</summary>
internal sealed class Guard(AppTokens tokens, Limits limits)
{
    public Answer Run(Call call, Func<JsonElement, Answer> work)
    {
        if (tokens.Refuse(call) is { } stranger) return stranger;
        if (limits.Refuse(call) is { } tooMuch) return tooMuch;
        return Wire.Object(call.Body) is { } body ? work(body) : DingTalkAnswers.Error(400, "InvalidParameter", "the body must be a JSON object");
    }
}
