namespace CinemaCx.Feedback;

/// <summary>Port to the platform's content check. Where none is configured comments stay unchecked, and nobody but staff sees them.</summary>
public interface ITextCheck
{
    /// <summary>Whether a comment may be shown in public.</summary>
    /// <param name="guestId">Who wrote it, where she is known: some platforms check only what a known user wrote.</param>
    /// <returns>Null when the platform cannot tell of this one.</returns>
    /// <exception cref="Exception">The platform is away; the comment is checked again later.</exception>
    Task<bool?> MayBeShownAsync(string? guestId, string comment, CancellationToken cancellation);
}
