namespace CinemaCx.Insights;

/// <summary>Figures and the alarm of dropping scores; section <c>Insights</c>.</summary>
public sealed class InsightOptions
{
    public const string Section = "Insights";

    /// <summary>How many days pass, on average, between two alarms of one cinema that mean nothing; all its halls and stages share them. Default 30.</summary>
    public double FalseAlarmDays { get; set; } = 30;

    /// <summary>From how many days back it is learnt what is usual. Default 90.</summary>
    public int NormDays { get; set; } = 90;

    /// <summary>How many ratings of a stage a cinema must have before that stage is watched: nobody knows what is usual in a house that has only just opened. Default 200.</summary>
    public int LearnFirst { get; set; } = 200;
}
