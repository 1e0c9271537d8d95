using CinemaCx.Alerts;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Reports;

/// <summary>Who is told: a cinema's own managers, or, where it has none with a chat, the house's general managers; of the week, headquarters and the general managers.</summary>
public sealed class ReportReaders(Database database, StaffChats chats)
{
    /// <returns>Each person once, in the first of her chats that shows cards.</returns>
    public async Task<IReadOnlyList<Reached>> OfAsync(ReportDue due, CancellationToken cancellation)
    {
        List<EmployeeRow> people;
        await using (var db = database.Read())
        {
            people = await db.GetTable<EmployeeRow>()
                .Where(e => e.Role == StaffRole.SiteManager || e.Role == StaffRole.GeneralManager || e.Role == StaffRole.Headquarters).OrderBy(e => e.Id).ToListAsync(cancellation);
        }

        var house = people.Where(e => e.CinemaId is null && e.Role != StaffRole.SiteManager).ToList();
        if (due.Kind == ReportKind.Weekly) return await ReachAsync(house, cancellation);
        var own = await ReachAsync([.. people.Where(e => e.CinemaId == due.CinemaId || (e.CinemaId is null && e.Role == StaffRole.SiteManager))], cancellation);
        return own.Count > 0 ? own : await ReachAsync([.. house.Where(e => e.Role == StaffRole.GeneralManager)], cancellation);
    }

    private async Task<IReadOnlyList<Reached>> ReachAsync(IReadOnlyList<EmployeeRow> people, CancellationToken cancellation)
    {
        var found = new List<Reached>();
        foreach (var reach in await chats.ReachAsync(people, cancellation))
        {
            if (reach.Chats.Where(c => chats.Of(c.Channel) is { ShowsCards: true }).Select(c => ((ChatChannel Channel, string Person)?)c).FirstOrDefault() is { } chat)
                found.Add(new Reached(reach.Employee.Id, chat.Channel, chat.Person));
        }

        return found;
    }
}
