using System.Security.Cryptography;
using System.Text;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>Who of the staff is asking.</summary>
/// <param name="CinemaId">Null: may act in every cinema.</param>
public sealed record StaffMember(string EmployeeId, string Name, StaffRole Role, string? CinemaId);

/// <summary>Bearer tokens of staff devices: 256 random bits, stored as a hash, made by the operator for one employee.</summary>
public sealed class StaffTokens(Database database, TimeProvider time)
{
    /// <summary>Hires somebody and gives her a token.</summary>
    /// <param name="cinemaId">Null for all cinemas.</param>
    public async Task<(EmployeeRow Employee, string Token)> CreateAsync(string name, StaffRole role, string? cinemaId, CancellationToken cancellation)
    {
        var now = time.Now();
        var token = "cxs_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var employee = new EmployeeRow { Id = Id.New("emp", now), Name = name, Role = role, CinemaId = cinemaId, CreatedAt = now };
        await using var db = await database.BeginAsync(cancellation);
        await db.InsertAsync(employee, token: cancellation);
        await db.InsertAsync(new StaffTokenRow { TokenHash = HashOf(token), EmployeeId = employee.Id, CreatedAt = now }, token: cancellation);
        await db.CommitAsync(cancellation);
        return (employee, token);
    }

    public async Task<StaffMember?> FindAsync(string token, CancellationToken cancellation)
    {
        var hash = HashOf(token);
        await using var db = database.Read();
        var query =
            from stored in db.GetTable<StaffTokenRow>()
            join employee in db.GetTable<EmployeeRow>() on stored.EmployeeId equals employee.Id
            where stored.TokenHash == hash && employee.LeftAt == null
            select new StaffMember(employee.Id, employee.Name, employee.Role, employee.CinemaId);
        return await query.FirstOrDefaultAsync(cancellation);
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
