namespace CinemaCx.Standalone.GlassBox;

/// <summary>What the glass box looks into.</summary>
/// <param name="Platforms">Address of each simulated platform by its <see cref="Place"/>.</param>
/// <param name="UsherToken">Of the sample's usher; null where there is none.</param>
/// <param name="Follow">Null where no service account is played.</param>
internal sealed record GlassBoxWorld(string GuestUrl, string StaffUrl, IReadOnlyDictionary<string, string> Platforms, Func<string?> UsherToken, Follow? Follow);
