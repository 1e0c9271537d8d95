using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;
using CinemaCx.Reports;
using Xunit;

namespace CinemaCx.Tests.Reports;

/// <summary>The hour on the cinema's wall decides, wherever the wall is.</summary>
public sealed class WhenItIsDue
{
    private static readonly ReportOptions Options = new();

    [Theory]
    [InlineData("Asia/Shanghai", "2026-11-23T00:59:59Z", "2026-11-21")]
    [InlineData("Asia/Shanghai", "2026-11-23T01:00:00Z", "2026-11-22")]
    [InlineData("Asia/Urumqi", "2026-11-23T01:00:00Z", "2026-11-21")]
    [InlineData("Asia/Urumqi", "2026-11-23T03:00:00Z", "2026-11-22")]
    [InlineData("America/New_York", "2026-11-01T13:59:59Z", "2026-10-30")] // The clocks went back that night: 08:59:59.
    [InlineData("America/New_York", "2026-11-01T14:00:00Z", "2026-10-31")]
    public void The_newest_day_that_is_due_follows_the_wall(string zone, string now, string day) =>
        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture), Options.LatestDay(At(now), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void A_day_is_due_after_it_has_ended()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var day = new DateOnly(2026, 11, 22);
        Assert.True(Options.DailyDue(day, zone) >= BusinessDay.Bounds(day, zone).To);
        Assert.False(new ReportOptions { Daily = new TimeOnly(5, 59) }.AfterDayChange);
    }

    [Fact]
    public void The_week_waits_for_the_last_cinema_to_end_its_Sunday()
    {
        var monday = new DateOnly(2026, 11, 16);
        Assert.Equal(At("2026-11-23T01:30:00Z"), Options.WeeklyDue(monday, [Cinema("Asia/Shanghai")]));
        Assert.Equal(At("2026-11-23T11:00:00Z"), Options.WeeklyDue(monday, [Cinema("Asia/Shanghai"), Cinema("America/New_York")]));
        Assert.Equal(monday, Options.LatestWeek(At("2026-11-23T01:30:00Z"), [Cinema("Asia/Shanghai")]));
        Assert.Equal(monday.AddDays(-7), Options.LatestWeek(At("2026-11-23T01:29:59Z"), [Cinema("Asia/Shanghai")]));
    }

    [Theory]
    [InlineData(20, 10, 2, 40, 10, 69)]
    [InlineData(10, 9, 0, 90, 31, 100)]
    public void The_interval_is_wide_where_few_answered_and_never_leaves_the_scale(long n, long promoters, long detractors, double value, double low, double high)
    {
        var score = new Score(n, promoters, detractors);
        Assert.Equal(value, score.Value);
        Assert.InRange(score.Low, low - 12, low + 12);
        Assert.InRange(score.High, high - 12, high);
    }

    [Fact]
    public void Worse_is_only_said_when_the_difference_is_certain_and_both_have_enough()
    {
        Assert.Equal(-1, new Score(100, 20, 50).Against95(new Score(400, 240, 40)));
        Assert.Equal(0, new Score(40, 20, 10).Against95(new Score(400, 240, 60)));
        Assert.Equal(0, new Score(29, 0, 29).Against95(new Score(400, 400, 0)));
    }

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private static CinemaRow Cinema(string zone) => new() { Id = zone, Code = zone, Name = zone, City = "", Address = "", TimeZone = zone };
}
