using CinemaCx.Campaigns;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Staff find the guests they ask for, all of them and nobody else; a cinema's people find those who bought there.</summary>
public sealed class FindingGuests
{
    private const string Phone = "+8613812345678";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_list_is_what_a_plain_look_at_everybody_finds(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var crowd = await PlainCrowd.MakeAsync(cinema, 120, new Random(7));
        var points = await GivePointsAsync(cinema, crowd);
        var (all, at) = (new StaffMember("emp_x", "总部", StaffRole.Headquarters, null), crowd.Shows[0].CinemaId);
        var mine = all with { Role = StaffRole.SiteManager, CinemaId = at };
        (StaffMember Who, GuestFilter Filter, Func<PlainGuest, bool> Plain)[] questions =
        [
            (all, new GuestFilter(), _ => true),
            (all, new GuestFilter(OnlyMembers: true), g => g.HasPhone),
            (all, new GuestFilter(Tier.Gold), g => g.HasPhone && g.Tier == "gold"),
            (all, new GuestFilter(Tier.Standard), g => g.HasPhone && g.Tier == "standard"),
            (all, new GuestFilter(LeastPoints: 200), g => Points(g) >= 200),
            (all, new GuestFilter(MostPoints: 100), g => Points(g) <= 100),
            (all, new GuestFilter(Tier.Silver, 50, 400, "亲子"), g => g.HasPhone && g.Tier == "silver" && Points(g) is >= 50 and <= 400 && g.Tags.Contains("亲子")),
            (all, new GuestFilter(CinemaId: at), BoughtThere),
            (mine, new GuestFilter(), BoughtThere),
            // Naming another cinema shows her no more.
            (mine, new GuestFilter(CinemaId: crowd.Shows.First(s => s.CinemaId != at).CinemaId), BoughtThere),
        ];

        var directory = cinema.Service<GuestDirectory>();
        foreach (var (who, filter, plain) in questions)
        {
            var page = await directory.ListAsync(who, filter, GuestSort.Newest, 0, 500, CancellationToken.None);
            var meant = crowd.Guests.Where(plain).Select(g => g.Id).OrderDescending(StringComparer.Ordinal).ToList();
            Assert.Equal(meant, page.Guests.Select(g => g.Id));
            Assert.Equal(meant.Count, page.Count);
            Assert.Equal(meant.Skip(3).Take(5), (await directory.ListAsync(who, filter, GuestSort.Newest, 3, 5, CancellationToken.None)).Guests.Select(g => g.Id));
        }

        var richest = await directory.ListAsync(all, new GuestFilter(), GuestSort.Points, 0, 500, CancellationToken.None);
        Assert.Equal(points.OrderByDescending(p => p.Value).ThenByDescending(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)), richest.Guests.Select(g => (g.Id, g.Points)));

        long Points(PlainGuest guest) => points.GetValueOrDefault(guest.Id);
        bool BoughtThere(PlainGuest guest) => guest.Orders.Exists(o => o.Show.CinemaId == at);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_number_finds_its_guest_and_only_for_those_who_may_see_her(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var crowd = await PlainCrowd.MakeAsync(cinema, 30, new Random(11));
        var hers = crowd.Guests.First(g => g.Orders.Count > 0 && Elsewhere(g) is not null);
        var (there, elsewhere) = (hers.Orders[0].Show.CinemaId, Elsewhere(hers)!);
        var script = new Script();
        script.Do($"UPDATE guests SET phone_index = {cinema.Service<PersonalData>().Index(Phone)}, phone_mask = '138****5678' WHERE id = {hers.Id}");
        await using (var db = await cinema.Database.BeginAsync()) await db.CommitAsync(script);
        var directory = cinema.Service<GuestDirectory>();

        foreach (var typed in new[] { "13812345678", " 138 1234 5678", "+86-138-1234-5678", hers.Id })
        {
            Assert.Equal(hers.Id, Assert.Single(await directory.FindAsync(Of(null), typed, CancellationToken.None)).Id);
            Assert.Equal(hers.Id, Assert.Single(await directory.FindAsync(Of(there), typed, CancellationToken.None)).Id);
            Assert.Empty(await directory.FindAsync(Of(elsewhere), typed, CancellationToken.None));
        }

        // A part of it finds nobody, nor does what is no number.
        foreach (var typed in new[] { "1381234567", "5678", "138****5678", "", "'; DROP TABLE guests", "gst_nobody" }) Assert.Empty(await directory.FindAsync(Of(null), typed, CancellationToken.None));
        Assert.Equal("guest-not-found", (await Assert.ThrowsAsync<Refusal>(() => directory.RequireAsync(Of(elsewhere), hers.Id, CancellationToken.None))).Code);
        var (found, unknown) = await directory.ResolveAsync(Of(null), ["138 1234 5678", hers.Id, "13900000000", "谁"], CancellationToken.None);
        Assert.Equal([hers.Id], found);
        Assert.Equal(["13900000000", "谁"], unknown);
        Assert.Equal(2 + 2, (await directory.ResolveAsync(Of(elsewhere), ["138 1234 5678", hers.Id, "13900000000", "谁"], CancellationToken.None)).Unknown.Count);

        string? Elsewhere(PlainGuest guest) => crowd.Shows.Select(s => s.CinemaId).FirstOrDefault(c => guest.Orders.TrueForAll(o => o.Show.CinemaId != c));
    }

    private static StaffMember Of(string? cinemaId) => new("emp_x", "员工", StaffRole.SiteManager, cinemaId);

    /// <summary>To every third of them.</summary>
    private static async Task<Dictionary<string, long>> GivePointsAsync(Cinema cinema, PlainCrowd crowd)
    {
        var given = crowd.Guests.Where((_, i) => i % 3 == 0).Select((guest, i) => (guest.Id, Points: (i % 12 - 1) * 50L)).ToDictionary(g => g.Id, g => g.Points, StringComparer.Ordinal);
        var script = new Script();
        script.DoForEach($"INSERT INTO points_accounts (guest_id, balance, pending, seq) VALUES ", given, g => $"({g.Key}, {g.Value}, 0, 1)");
        await using var db = await cinema.Database.BeginAsync();
        await db.CommitAsync(script);
        return given;
    }
}
