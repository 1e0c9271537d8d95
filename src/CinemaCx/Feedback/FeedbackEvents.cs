namespace CinemaCx.Feedback;

/// <summary>A guest said how it was, or changed what she said.</summary>
/// <param name="Version">1 for a new answer, one more with each change.</param>
/// <param name="Stars">1 to 5.</param>
public sealed record FeedbackGiven(string AnswerId, long Version, int Stars);

/// <summary>An answer has a new comment that nobody has checked yet.</summary>
public sealed record CommentWritten(string AnswerId, long Version);
