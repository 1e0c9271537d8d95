using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>Points will run out; told once for each day on which some do.</summary>
/// <param name="Points">As many as run out if she spends none until then.</param>
/// <param name="ExpiresAt">The first instant at which they no longer count.</param>
public sealed record PointsExpiring(string GuestId, long Points, DateTimeOffset ExpiresAt);

/// <summary>A member rose or sank.</summary>
/// <param name="From"><c>standard</c>, <c>silver</c> or <c>gold</c>.</param>
/// <param name="To">As <paramref name="From"/>.</param>
public sealed record TierChanged(string GuestId, string From, string To, DateTimeOffset ChangedAt);

/// <summary>A member will lose her tier unless she reaches it again.</summary>
/// <param name="Tier">What she has.</param>
/// <param name="FallsTo">What she would have.</param>
/// <param name="MissingFen">Spending so much keeps it; null: spending does not.</param>
/// <param name="MissingVisits">So many visits keep it; null: visits do not.</param>
public sealed record TierFalling(string GuestId, string Tier, string FallsTo, DateTimeOffset FallsAt, Fen? MissingFen, long? MissingVisits);

/// <summary>Timer of a paid order: at once where its guest stands now, after the film her points.</summary>
public sealed record OrderCounts(string OrderId);

/// <summary>Timer: a guest's figures changed.</summary>
public sealed record FiguresChanged(string GuestId);

/// <summary>Timer: every night the house looks at what time alone changes.</summary>
public sealed record NightDue;

/// <summary>Timer: every morning members are told what is theirs and ends soon.</summary>
public sealed record NoticesDue;
