using System.Globalization;
using CinemaCx.Cases;
using CinemaCx.Feedback;

namespace CinemaCx.MiniProgramApi;

/// <summary>What one showing of the survey says.</summary>
/// <param name="Path">Where its forms go.</param>
/// <param name="AnswerId">Of the answer to come, or of the one that stands.</param>
/// <param name="Answer">Null while nothing was said.</param>
/// <param name="IsReturn">She was here before and scanned again.</param>
/// <param name="IsDone">She has said all she wants to.</param>
/// <param name="AsksForPhoto">The house keeps photos.</param>
internal sealed record SurveyView(AnswerPlace Place, string Path, string AnswerId, AnswerRow? Answer, bool IsReturn, bool IsDone, bool AsksForPhoto)
{
    /// <summary>What was wrong with what she just sent; it is shown again as she typed it.</summary>
    public string? Problem { get; init; }

    public string? TypedPhone { get; init; }

    /// <summary>What became of her answer; null where no case was made of it.</summary>
    public GuestCase? Case { get; init; }

    /// <summary>The questions: those she was asked when she answered, else the present ones.</summary>
    public required SurveyEdition Edition { get; init; }

    public SurveyForm Form => Edition.Form;

    /// <summary>Where she is or was: the hall, or what the QR code hangs at.</summary>
    public string Where => Place.HallName ?? Place.Touchpoint!.Row.Name;

    /// <summary>Which film, when, on which seat; empty where nothing of it is known.</summary>
    public string What
    {
        get
        {
            if (Place.Showing is not { } showing) return "";
            var seat = Place.Seat is null ? null : showing.Plan.Find(Place.Seat)?.Spoken;
            var start = showing.LocalStart.ToString("M月d日 HH:mm", CultureInfo.InvariantCulture);
            return $"《{showing.Film.Title}》{start}" + (seat is null ? "" : " " + seat);
        }
    }
}
