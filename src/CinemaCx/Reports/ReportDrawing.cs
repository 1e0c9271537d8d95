using System.Text.Encodings.Web;
using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Reports;

/// <param name="Figures">JSON, as it is kept.</param>
/// <param name="Card">Its id is given by who sends it.</param>
/// <param name="Png">Null: no font with Chinese glyphs was found.</param>
/// <param name="IsEmpty">There is nothing to tell.</param>
public sealed record DrawnReport(string Figures, StaffCard Card, byte[]? Png, bool IsEmpty, DateTimeOffset At);

/// <summary>What people see of a report: card and picture.</summary>
public sealed class ReportDrawing(ChineseFont font, TimeProvider time, ConsoleAddress console)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public DrawnReport Draw(DayFigures day) => new(
        JsonSerializer.Serialize(day, Json), ReportCard.Of(day, console.Url), day.IsEmpty ? null : Picture(day), day.IsEmpty, time.Now());

    public DrawnReport Draw(WeekFigures week) => new(
        JsonSerializer.Serialize(week, Json), ReportCard.Of(week, console.Url), Picture(week), week.Cinemas.Count == 0, time.Now());

    /// <returns>Null when there is no font.</returns>
    public byte[]? Picture(DayFigures day)
    {
        if (font.Find() is not { } faces) return null;
        using var sheet = new Sheet(faces);
        return DayPicture.Draw(sheet, day);
    }

    /// <returns>Null when there is no font.</returns>
    public byte[]? Picture(WeekFigures week)
    {
        if (font.Find() is not { } faces) return null;
        using var sheet = new Sheet(faces);
        return WeekPicture.Draw(sheet, week);
    }
}
