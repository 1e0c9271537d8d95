namespace CinemaCx.Feedback;

/// <summary>
/// Port to the platform's content check. It is asked through the outbox, after the answer is saved and without delaying any alert: the staff's card shows the
/// comment whatever the check says. In public only what passed is shown; unchecked is not public.
/// </summary>
public interface ITextCheck
{
    /// <summary>Whether a comment may be shown in public.</summary>
    /// <param name="guestId">
    /// Who wrote it; null where nobody knows. WeChat checks only what a user wrote who opened the mini-program within the last two hours: the words of a guest
    /// who scanned a QR code with another app, or who wrote later, stay unchecked and so are never public.
    /// </param>
    /// <returns>Null when the platform cannot tell of this one, or wants a person to decide.</returns>
    /// <exception cref="Exception">The platform is away; the comment is checked again later.</exception>
    Task<bool?> MayBeShownAsync(string? guestId, string comment, CancellationToken cancellation);
}
