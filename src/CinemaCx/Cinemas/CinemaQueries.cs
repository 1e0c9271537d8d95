using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cinemas;

/// <summary>What a list of cinemas shows.</summary>
public sealed record CinemaView(string Id, string Code, string Name, string City, string Address, string TimeZone)
{
    public string? Phone { get; init; }

    /// <summary>Degrees, GCJ-02.</summary>
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    public static CinemaView Of(CinemaRow row) => new(row.Id, row.Code, row.Name, row.City, row.Address, row.TimeZone)
    {
        Phone = row.Phone,
        Latitude = row.LatitudeMicro / 1e6,
        Longitude = row.LongitudeMicro / 1e6,
    };
}

/// <summary>How to get in: everything a guest asks on her way.</summary>
/// <param name="ParkingPlaces">How many places there are; null when nobody said.</param>
/// <param name="ParkingFree">How many were free when last told; null when nobody said.</param>
public sealed record Arrival(string? Parking, long? ParkingPlaces, long? ParkingFree, string? WayIn, string? TicketMachines);

public sealed record HallView(string Id, string Code, string Name, IReadOnlyList<string> Tags, string? Notice, string PlanId)
{
    public static HallView Of(HallRow row) => new(row.Id, row.Code, row.Name, WordList.Parse(row.Tags), row.Notice, row.PlanId);
}

public sealed record CinemaDetail(CinemaView Cinema, Arrival Arrival, IReadOnlyList<HallView> Halls);

public sealed class CinemaQueries(Database database)
{
    public async Task<IReadOnlyList<CinemaView>> ListAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var rows = await db.GetTable<CinemaRow>().OrderBy(c => c.City).ThenBy(c => c.Code).ToListAsync(cancellation);
        return rows.ConvertAll(CinemaView.Of);
    }

    /// <exception cref="Platform.Primitives.Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<CinemaDetail> OneAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == id, cancellation) ?? throw CinemaRefusals.UnknownCinema(id);
        var halls = await db.GetTable<HallRow>().Where(h => h.CinemaId == id).OrderBy(h => h.Code).ToListAsync(cancellation);
        return new CinemaDetail(
            CinemaView.Of(row),
            new Arrival(row.Parking, row.ParkingPlaces, row.ParkingFree, row.WayIn, row.TicketMachines),
            halls.ConvertAll(HallView.Of));
    }
}
