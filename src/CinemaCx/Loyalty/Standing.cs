namespace CinemaCx.Loyalty;

/// <summary>Where a member stands.</summary>
/// <param name="FallsAt">When she loses the tier unless she reaches it again; null while she reaches it.</param>
/// <param name="ToldAt">When she was told so.</param>
public sealed record Standing(Tier Tier, DateTimeOffset Since, DateTimeOffset? FallsAt = null, Tier? FallsTo = null, DateTimeOffset? ToldAt = null)
{
    /// <summary>
    /// Pure: rising is at once; sinking takes the grace time, and never comes without having been told of so many days before, however late the
    /// house looked.
    /// </summary>
    public StandingStep Next(TierFigures figures, TierRule rule, DateTimeOffset now)
    {
        var reached = rule.Reached(figures);
        if (reached > Tier) return new StandingStep(new Standing(reached, now), TellFall: false);
        if (reached == Tier) return new StandingStep(new Standing(Tier, Since), TellFall: false);

        var notice = TimeSpan.FromDays(rule.NoticeDays);
        var falls = FallsAt ?? now + TimeSpan.FromDays(rule.GraceDays);
        if (ToldAt is null)
        {
            if (now < falls - notice) return new StandingStep(this with { FallsAt = falls, FallsTo = reached }, TellFall: false);
            if (falls < now + notice) falls = now + notice;
            return new StandingStep(this with { FallsAt = falls, FallsTo = reached, ToldAt = now }, TellFall: true);
        }

        return now < falls
            ? new StandingStep(this with { FallsTo = reached }, TellFall: false)
            : new StandingStep(new Standing(reached, now), TellFall: false);
    }
}

/// <param name="TellFall">She is to be told now that she will lose her tier.</param>
public sealed record StandingStep(Standing After, bool TellFall);
