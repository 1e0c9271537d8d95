using CinemaCx.Cases;

namespace CinemaCx.Alerts;

/// <summary>Who a step of a chain turns to.</summary>
public enum ChainTarget
{
    /// <summary>Whoever is on duty at that moment.</summary>
    Duty,
    SiteManager,
    GeneralManager,
}

/// <summary>By which of a person's chats.</summary>
public enum ChainChannel
{
    /// <summary>The first she has, in the house's order.</summary>
    First,

    /// <summary>Another than the first, where she has one.</summary>
    Other,
    Sms,
}

/// <param name="AfterSeconds">Since the alert was raised.</param>
public sealed record ChainStep(int AfterSeconds, ChainTarget To, ChainChannel By);

/// <summary>Who is told when, until somebody acknowledges. After the last step it is repeated.</summary>
public sealed record AlertChain(IReadOnlyList<ChainStep> Steps, int RepeatSeconds)
{
    /// <summary>What a house begins with.</summary>
    public static readonly AlertChain Usual = new(
        [
            new(0, ChainTarget.Duty, ChainChannel.First),
            new(120, ChainTarget.Duty, ChainChannel.First),
            new(240, ChainTarget.Duty, ChainChannel.Other),
            new(360, ChainTarget.SiteManager, ChainChannel.First),
            new(600, ChainTarget.GeneralManager, ChainChannel.First),
            new(900, ChainTarget.GeneralManager, ChainChannel.Sms),
        ],
        RepeatSeconds: 600);

    /// <summary>The step with that number; those after the last are the last again.</summary>
    public ChainStep At(int step) => Steps[Math.Min(step, Steps.Count - 1)];

    /// <summary>When a step is due.</summary>
    public DateTimeOffset DueAt(int step, DateTimeOffset raisedAt) => step < Steps.Count
        ? raisedAt.AddSeconds(Steps[step].AfterSeconds)
        : raisedAt.AddSeconds(Steps[^1].AfterSeconds + (long)RepeatSeconds * (step - Steps.Count + 1));

    /// <exception cref="Platform.Primitives.Refusal">400 <c>rules-unreadable</c>.</exception>
    public void Check()
    {
        if (Steps.Count is 0 or > 20) throw CaseRefusals.RulesUnreadable("升级链需要 1 至 20 步");
        if (Steps[0].AfterSeconds != 0) throw CaseRefusals.RulesUnreadable("第一步必须立即发出");
        if (Steps.Zip(Steps.Skip(1)).Any(p => p.Second.AfterSeconds <= p.First.AfterSeconds)) throw CaseRefusals.RulesUnreadable("每一步都要晚于前一步");
        if (RepeatSeconds < 60) throw CaseRefusals.RulesUnreadable("重复间隔至少 60 秒");
    }
}
