namespace CinemaCx.Showtimes;

/// <summary>
/// Port answered by the module that holds and sells seats, so that the programme does not move a showtime under guests who sit in it.
/// </summary>
public interface IShowtimeSales
{
    /// <returns>Those of the showtimes in which at least one seat is sold or held at this moment.</returns>
    Task<IReadOnlySet<string>> WithSalesAsync(IReadOnlyCollection<string> showtimeIds, CancellationToken cancellation);
}
