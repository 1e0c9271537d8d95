using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Alerts;

/// <summary>Somebody a step turns to, and where she reads.</summary>
public sealed record Reached(string EmployeeId, ChatChannel Channel, string Person);

/// <summary>Whom a step of a chain reaches at this moment, from a memory of one second: a hall that lets out asks it hundreds of times.</summary>
public sealed class AlertReach
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly DutyRoster _roster;
    private readonly StaffChats _chats;
    private readonly TimeProvider _time;
    private readonly FreshMemory<(string CinemaId, string Post, ChainTarget To, ChainChannel By), IReadOnlyList<Reached>> _reached;

    public AlertReach(DutyRoster roster, StaffChats chats, TimeProvider time)
    {
        (_roster, _chats, _time) = (roster, chats, time);
        _reached = new(of => ReadAsync(of.CinemaId, of.Post, of.To, of.By), Age, time);
    }

    /// <returns>Empty when nobody of them has such a chat.</returns>
    public Task<IReadOnlyList<Reached>> ByAsync(string cinemaId, string post, ChainStep step, CancellationToken cancellation) =>
        _reached.GetAsync((cinemaId, post, step.To, step.By), cancellation);

    private async Task<IReadOnlyList<Reached>> ReadAsync(string cinemaId, string post, ChainTarget to, ChainChannel by)
    {
        var reach = await _chats.ReachAsync(await WhoAsync(cinemaId, post, to), CancellationToken.None);
        return [.. reach.Select(r => (r.Employee, Chat: r.By(by))).Where(r => r.Chat is not null).Select(r => new Reached(r.Employee.Id, r.Chat!.Value.Channel, r.Chat.Value.Person))];
    }

    private async Task<IReadOnlyList<EmployeeRow>> WhoAsync(string cinemaId, string post, ChainTarget to)
    {
        if (to == ChainTarget.SiteManager)
        {
            var managers = await _roster.ManagersAsync(cinemaId, StaffRole.SiteManager, CancellationToken.None);
            if (managers.Count > 0) return managers;
        }

        return to == ChainTarget.Duty
            ? (await _roster.WhoAsync(cinemaId, post, _time.Now(), CancellationToken.None)).People
            : await _roster.ManagersAsync(cinemaId, StaffRole.GeneralManager, CancellationToken.None);
    }
}
