namespace CinemaCx.Showtimes;

/// <summary>News: showtimes of these business days came, moved, or are of another film or hall. Only days that have begun are told: nobody sums what is still to come.</summary>
public sealed record ProgrammeChanged(string CinemaId, IReadOnlyList<DateOnly> Days);
