using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using MiniExcelLibs;
using Xunit;

namespace CinemaCx.Tests.Rosters;

/// <summary>What a pasted table, a spreadsheet and a calendar say, by the cinema's wall clock; what cannot be read is named where it stands.</summary>
public sealed class RostersAreRead
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void A_pasted_table_keeps_its_line_numbers_and_says_what_is_wrong_with_a_line()
    {
        var reading = RosterTable.OfText("日期 岗位 姓名 开始 结束\n\n2026-11-22 值班经理 李静 17:00 02:00\n2026/11/23\t工程\tLi Lei\t9：00\t26:00\t代班\n2026-11-22 值班员 李静 9:00 17:00\n22.11. 值班经理 李静 9:00 17:00\n2026-11-22 值班经理 李静 25:00 26:00\n2026-11-22 值班经理 李静 9 17:00\n2026-11-22 值班经理 李静\n2026-11-22 值班经理 李静 9:00 17:00 也许");

        Assert.Equal(
            [
                new("第 3 行", new DateOnly(2026, 11, 22), DutyPost.DutyManager, "李静", 17 * 60, 26 * 60, false),
                new("第 4 行", new DateOnly(2026, 11, 23), DutyPost.Engineering, "Li Lei", 9 * 60, 26 * 60, true),
            ],
            reading.Entries);
        Assert.Equal(["第 5 行", "第 6 行", "第 7 行", "第 8 行", "第 9 行", "第 10 行"], reading.Refused.Select(r => r.Split('：')[0]));
        Assert.Contains("没有“值班员”这个岗位", reading.Refused[0], StringComparison.Ordinal);
        Assert.Contains("“22.11.”不是日期", reading.Refused[1], StringComparison.Ordinal);
        Assert.Contains("“25:00”不是开始时间", reading.Refused[2], StringComparison.Ordinal);
        Assert.Contains("只能写“代班”", reading.Refused[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_spreadsheet_may_hold_dates_and_times_as_such()
    {
        using var stream = new MemoryStream();
        stream.SaveAs(
            new object[]
            {
                new Dictionary<string, object> { ["a"] = "日期", ["b"] = "岗位", ["c"] = "姓名", ["d"] = "开始", ["e"] = "结束" },
                new Dictionary<string, object> { ["a"] = new DateTime(2026, 11, 22), ["b"] = "值班经理", ["c"] = "李静", ["d"] = "17:00", ["e"] = "02:00" },
                new Dictionary<string, object> { ["a"] = "2026-11-23", ["b"] = "工程", ["c"] = "王 建国", ["d"] = "9:00", ["e"] = "18:00" },
            },
            printHeader: false);

        var reading = RosterTable.OfWorkbook(stream.ToArray());

        Assert.Empty(reading.Refused);
        Assert.Equal(
            [
                new("第 2 行", new DateOnly(2026, 11, 22), DutyPost.DutyManager, "李静", 17 * 60, 26 * 60, false),
                new("第 3 行", new DateOnly(2026, 11, 23), DutyPost.Engineering, "王 建国", 9 * 60, 18 * 60, false),
            ],
            reading.Entries);
        Assert.Throws<InvalidDataException>(() => RosterTable.OfWorkbook("no workbook"u8.ToArray()));
    }

    [Fact]
    public void A_calendar_event_is_a_shift_and_comes_again_as_its_rule_says()
    {
        var reading = Calendar(
            "DTSTART;TZID=Asia/Shanghai:20261123T170000\r\nDTEND;TZID=Asia/Shanghai:20261124T020000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261130T155959Z\r\nEXDATE;TZID=Asia/Shanghai:20261125T170000\r\nSUMMARY:值班经理 \r\n 李静\r\nBEGIN:VALARM\r\nSUMMARY:别忘了\r\nEND:VALARM",
            "DTSTART:20261123T010000Z\r\nDURATION:PT8H30M\r\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=3\r\nSUMMARY:王建国\\, 工程",
            "DTSTART:20261125T090000\r\nDTEND:20261125T170000\r\nSUMMARY:值班经理：陈明 代班",
            "DTSTART:20261125T090000\r\nDTEND:20261125T170000\r\nSTATUS:CANCELLED\r\nSUMMARY:不来了");

        Assert.Empty(reading.Refused);
        Assert.Equal(
            [
                ("2026-11-23", "李静", 1020, 1560, false), ("2026-11-27", "李静", 1020, 1560, false), ("2026-11-30", "李静", 1020, 1560, false),
                ("2026-11-23", "王建国", 540, 1050, false), ("2026-11-25", "王建国", 540, 1050, false), ("2026-11-27", "王建国", 540, 1050, false),
                ("2026-11-25", "陈明", 540, 1020, true),
            ],
            reading.Entries.Select(e => (e.Day.ToString("yyyy-MM-dd", null), e.Name, e.FromMinute, e.ToMinute, e.Overrides)));
        Assert.Equal("第 2 行的日程", reading.Entries[0].Where);
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20261125\r\nDTEND;VALUE=DATE:20261126\r\nSUMMARY:值班经理 李静", "全天")]
    [InlineData("DTSTART:20261125T090000\r\nSUMMARY:值班经理 李静", "缺少结束时间")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T080000\r\nSUMMARY:值班经理 李静", "结束时间应晚于")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261127T080000\r\nSUMMARY:值班经理 李静", "最晚到次日")]
    [InlineData("DTSTART;TZID=Mars/Olympus:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静", "Mars/Olympus")]
    [InlineData("DTSTART:20261125T090030\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静", "精确到分")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:李静", "标题")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静\r\nRRULE:FREQ=MONTHLY;COUNT=2", "FREQ=MONTHLY")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静\r\nRRULE:FREQ=WEEKLY", "没有结束")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静\r\nRRULE:FREQ=DAILY;COUNT=2;BYSETPOS=1", "BYSETPOS")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静\r\nRRULE:FREQ=WEEKLY;COUNT=2;BYDAY=1MO", "1MO")]
    [InlineData("DTSTART:20261125T090000\r\nDTEND:20261125T180000\r\nSUMMARY:值班经理 李静\r\nRECURRENCE-ID:20261125T090000", "RECURRENCE-ID")]
    public void What_is_not_understood_refuses_the_event_and_says_why(string content, string why)
    {
        var reading = Calendar(content);

        Assert.Empty(reading.Entries);
        Assert.Contains(why, Assert.Single(reading.Refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "名称:内容")]
    [InlineData("BEGIN:VEVENT\r\nEND:VEVENT", "BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "不成对")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR", "没有日程")]
    public void What_is_no_calendar_is_refused_whole(string text, string why) =>
        Assert.Contains(why, Assert.Throws<Refusal>(() => RosterCalendar.Read(text, China)).Sentence, StringComparison.Ordinal);

    [Fact]
    public void Another_zones_clock_is_the_cinemas_clock_at_that_moment_on_each_day()
    {
        // Berlin changes its clocks on 25 October 2026 at 03:00: the same wall clock there is another one in China.
        var reading = RosterCalendar.Read(Wrapped("DTSTART;TZID=Europe/Berlin:20261024T120000\r\nDTEND;TZID=Europe/Berlin:20261024T140000\r\nRRULE:FREQ=DAILY;COUNT=2\r\nSUMMARY:工程 王建国"), China);

        Assert.Equal([(18 * 60, 20 * 60), (19 * 60, 21 * 60)], reading.Entries.Select(e => (e.FromMinute, e.ToMinute)));
    }

    [Fact]
    public void A_night_shift_lasts_as_long_as_its_wall_clock_says_also_when_the_clocks_change()
    {
        var entry = Assert.Single(RosterTable.OfText("2026-10-24 值班经理 李静 22:00 06:00").Entries);

        Assert.Equal((22 * 60, 30 * 60), (entry.FromMinute, entry.ToMinute));
        Assert.Equal(TimeSpan.FromHours(9), entry.TimeOf("x", Berlin).To - entry.TimeOf("x", Berlin).From);
        Assert.Equal(TimeSpan.FromHours(8), entry.TimeOf("x", China).To - entry.TimeOf("x", China).From);
    }

    private static RosterReading Calendar(params string[] events) => RosterCalendar.Read(Wrapped(events), China);

    private static string Wrapped(params string[] events) =>
        "BEGIN:VCALENDAR\r\n" + string.Concat(events.Select(e => $"BEGIN:VEVENT\r\n{e}\r\nEND:VEVENT\r\n")) + "END:VCALENDAR\r\n";
}
