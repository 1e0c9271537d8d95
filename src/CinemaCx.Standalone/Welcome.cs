namespace CinemaCx.Standalone;

/// <summary>What the owner reads when the house is open.</summary>
internal static class Welcome
{
    public static string Of(StandaloneHouse house)
    {
        var guest = StandaloneHouse.UrlOf(house.Guest);
        var lines = new List<string>
        {
            "CinemaCx is open.",
        };
        if (house.GlassBox is not null) lines.Add($"  start here      {StandaloneHouse.UrlOf(house.GlassBox)}    a guest's phone and the staff's phones on one page");
        lines.AddRange(
        [
            $"  guest door      {guest}    API reference {guest}/reference",
            $"  staff door      {StandaloneHouse.UrlOf(house.Staff)}    API reference {StandaloneHouse.UrlOf(house.Staff)}/reference",
        ]);
        if (house.WeChat is not null) lines.Add($"  WeChat          {StandaloneHouse.UrlOf(house.WeChat)}/_sim/    simulated: no credential is set");
        if (house.WeChatPay is not null) lines.Add($"  WeChat Pay      {StandaloneHouse.UrlOf(house.WeChatPay)}/_sim/    simulated: no credential is set");
        if (house.WeCom is not null) lines.Add($"  WeCom           {StandaloneHouse.UrlOf(house.WeCom)}/_sim/    simulated: no credential is set");
        if (house.DingTalk is not null) lines.Add($"  DingTalk        {StandaloneHouse.UrlOf(house.DingTalk)}/_sim/    simulated: no credential is set");
        if (house.Sms is not null) lines.Add($"  SMS             {StandaloneHouse.UrlOf(house.Sms)}/_sim/    simulated: no credential is set");
        if (house.UsherToken is not null) lines.Add($"  sample staff    token {house.UsherToken}");
        if (house.SurveyUrl is not null) lines.Add($"  sample survey   {house.SurveyUrl}    tap one star, then look at WeCom");
        lines.Add("Try first: src/docs/first-visit.sh in another terminal. Ctrl+C closes the house; the data stays.");
        return string.Join(Environment.NewLine, lines);
    }
}
