using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>
/// A value of an optional column: a file without the column leaves what the house knows as it is, an empty cell clears it.
/// </summary>
internal readonly record struct Given<T>(bool Present, T? Value)
{
    public T? Or(T? known) => Present ? Value : known;
}

internal sealed record CinemaEntry(Place At, string Code, string Name, string City, string Address)
{
    public required Given<string> TimeZone { get; init; }
    public required Given<string> Phone { get; init; }
    public required Given<string> Parking { get; init; }
    public required Given<long?> ParkingPlaces { get; init; }
    public required Given<long?> ParkingFree { get; init; }
    public required Given<string> WayIn { get; init; }
    public required Given<string> TicketMachines { get; init; }
    public required Given<decimal?> Latitude { get; init; }
    public required Given<decimal?> Longitude { get; init; }
}

internal sealed record HallEntry(Place At, string CinemaCode, string Code, string Name)
{
    public required Given<string> Tags { get; init; }
    public required Given<string> Notice { get; init; }

    public HallKey Key => new(CinemaCode, Code);
}

internal readonly record struct HallKey(string Cinema, string Hall);

/// <param name="X">Column on the grid from the left; an unused one is an aisle.</param>
/// <param name="Y">Line on the grid from the screen.</param>
internal sealed record SeatEntry(Place At, HallKey Hall, string Row, string Number, int X, int Y)
{
    public SeatKind Kind { get; init; }
    public SeatBlock Block { get; init; }

    /// <summary>Null: the plan's own default.</summary>
    public string? Zone { get; init; }

    /// <summary>Name of a couple seat's other half, where the file gives it.</summary>
    public string? Pair { get; init; }
}

internal sealed record FilmEntry(Place At, string Code, string Title, int Minutes, Fen LowestPrice)
{
    public required Given<string> OriginalTitle { get; init; }
    public required Given<string> Genres { get; init; }
    public required Given<string> Directors { get; init; }
    public required Given<string> Cast { get; init; }
    public required Given<string> Rating { get; init; }
    public required Given<DateOnly?> ReleaseDate { get; init; }
    public required Given<string> Poster { get; init; }
    public required Given<string> Synopsis { get; init; }
}

/// <param name="Time">On the cinema's wall; 24:40 is 00:40 of the next day.</param>
internal sealed record WallTime(DateOnly Date, TimeOnly Time)
{
    public static WallTime Of(DateOnly date, int minutes) =>
        new(date.AddDays(minutes / 1440), TimeOnly.MinValue.AddMinutes(minutes % 1440));

    public DateTime Local => Date.ToDateTime(Time, DateTimeKind.Unspecified);
}

/// <param name="Zone">Null: every zone without a price of its own.</param>
internal sealed record PriceEntry(string Column, string? Zone, bool Member, Fen Amount);

internal sealed record ShowtimeEntry(Place At, HallKey Hall, string FilmCode, WallTime Start)
{
    public required string Language { get; init; }
    public required string Format { get; init; }
    public required IReadOnlyList<PriceEntry> Prices { get; init; }

    /// <summary>Null where the file has none: hall and start then name the showtime.</summary>
    public string? Code { get; init; }

    /// <summary>Null: when the film is over.</summary>
    public WallTime? End { get; init; }
    public required Given<Fen> ServiceFee { get; init; }
    public required Given<WallTime?> SaleOpens { get; init; }
    public required Given<WallTime?> SaleCloses { get; init; }
    public required Given<PremiereGuests?> PremiereFor { get; init; }

    public string Key => Code ?? $"{Hall.Hall}-{Start.Local:yyyyMMdd-HHmm}";
}

/// <summary>Everything the files say, row by row, before it is held against the rules.</summary>
internal sealed class ProgrammeEntries
{
    public List<CinemaEntry> Cinemas { get; } = [];
    public List<HallEntry> Halls { get; } = [];
    public List<SeatEntry> Seats { get; } = [];
    public List<FilmEntry> Films { get; } = [];
    public List<ShowtimeEntry> Showtimes { get; } = [];
    public List<RefusedRow> Refused { get; } = [];

    /// <summary>Kinds of which rows could not be read: not finding one of these is no news about the row that names it.</summary>
    public HashSet<ProgrammeKind> Doubtful { get; } = [];
}
