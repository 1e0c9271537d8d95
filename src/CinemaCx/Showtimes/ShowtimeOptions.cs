namespace CinemaCx.Showtimes;

public sealed class ShowtimeOptions
{
    public const string Section = "Showtimes";

    /// <summary>Time a hall needs between the end of a showtime and the start of the next. Default 15 minutes.</summary>
    public TimeSpan CleanUp { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its start a showtime is still sold, where the file says nothing. Default 10 minutes.</summary>
    public TimeSpan SaleAfterStart { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long an instance answers from memory before it looks at the database again; a cancelled showtime or changed price is seen everywhere
    /// within this time, another title or hall name within twice that. At most one second. Default 500 ms.
    /// </summary>
    public TimeSpan CatalogueAge { get; set; } = TimeSpan.FromMilliseconds(500);
}
