using System.Net.Http.Json;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tests.Loyalty;

/// <summary>What the stories about points and tiers have in common.</summary>
internal static class LoyaltyStories
{
    /// <summary>A guest who left her phone number, of the tier the story wants.</summary>
    public static async Task<Guest> MemberAsync(this Cinema cinema, Tier tier = Tier.Standard, string? birthday = null)
    {
        var guest = await cinema.GuestAsync();
        var id = await guest.IdAsync();
        var now = cinema.Clock.Now();
        await using var db = await cinema.Database.BeginAsync();
        await db.GetTable<GuestRow>().Where(g => g.Id == id).Set(g => g.PhoneBoundAt, now).Set(g => g.Birthday, birthday).UpdateAsync();
        if (tier != Tier.Standard)
        {
            await db.InsertAsync(new TierStandingRow { GuestId = id, Tier = tier, SinceAt = now, Spend = Fen.Zero, Visits = 0, EvaluatedAt = now });
            await db.InsertAsync(new TierChangeRow
            {
                Id = Id.New("trc", now),
                GuestId = id,
                From = Tier.Standard,
                To = tier,
                Spend = Fen.Zero,
                Visits = 0,
                RuleVersion = 0,
                ChangedAt = now,
            });
        }

        await db.CommitAsync();
        return guest;
    }

    public static async Task GivePointsAsync(this Cinema cinema, Guest guest, long points)
    {
        var (_, by) = await cinema.StaffAsync(StaffRole.Headquarters);
        var attempt = IdempotentAttempt.From(by.EmployeeId, Guid.NewGuid().ToString("N"), "grant", points);
        await cinema.Service<GrantPoints>().RunAsync(await guest.IdAsync(), points, "周年礼", by, attempt, CancellationToken.None);
    }

    public static async Task<PointsView> PointsAsync(this Guest guest) => (await guest.PointsPageAsync()).Points;

    public static async Task<PointsPage> PointsPageAsync(this Guest guest) => (await guest.GetAsync("/api/v1/me/points")).ShouldBe(200).As<PointsPage>();

    public static async Task<MembershipView> MembershipAsync(this Guest guest) => (await guest.GetAsync("/api/v1/me/membership")).ShouldBe(200).As<MembershipView>();

    /// <summary>Also when her session is long over.</summary>
    public static Task<MembershipView> MembershipAsync(this Cinema cinema, string guest) => cinema.Service<MembershipQueries>().GetAsync(guest, CancellationToken.None);

    public static Task<Answer> HoldForAsync(this Guest guest, Showing showing, IEnumerable<string> seats, long points = 0, string? benefit = null) =>
        guest.PostAsync("/api/v1/orders", new { showtimeId = showing.Id, seats, points, benefit });

    public static async Task<OrderView> HoldsForAsync(this Guest guest, Showing showing, IEnumerable<string> seats, long points = 0, string? benefit = null) =>
        (await guest.HoldForAsync(showing, seats, points, benefit)).ShouldBe(201).As<OrderView>();

    public static async Task<OrderView> BuysForAsync(this Guest guest, Cinema cinema, Showing showing, IEnumerable<string> seats, long points = 0, string? benefit = null) =>
        await guest.PaysAsync(cinema, await guest.HoldsForAsync(showing, seats, points, benefit));

    /// <summary>She gives some of the seats back.</summary>
    public static Task<Answer> RefundsAsync(this Guest guest, OrderView order, params string[] seats) =>
        guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats });

    /// <summary>Somebody of the staff puts something at the staff door.</summary>
    public static async Task<Answer> StaffPutAsync(this Cinema cinema, string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, cinema.StaffUrl + path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        return await Answer.ReadAsync(await cinema.Http.SendAsync(request));
    }

    public static Fen Of(this OrderView order, string kind) => order.PriceLines.Where(l => l.Kind == kind).Sum(l => l.AmountFen);

    public static async Task<List<PointsEntryRow>> LedgerAsync(this Cinema cinema, Guest guest)
    {
        var id = await guest.IdAsync();
        await using var db = cinema.Database.Read();
        return await db.GetTable<PointsEntryRow>().Where(e => e.GuestId == id).OrderBy(e => e.Seq).ToListAsync();
    }

    /// <summary>Another showtime like this one, when the story wants it.</summary>
    public static async Task<Showing> ShowingLikeAsync(this Cinema cinema, Showing pattern, DateTimeOffset starts, Func<ShowtimeRow, ShowtimeRow>? with = null)
    {
        var row = pattern.Showtime with
        {
            Id = Id.New("sho", cinema.Clock.Now()),
            Code = Guid.NewGuid().ToString("N"),
            StartsAt = starts,
            EndsAt = starts.AddHours(2),
            SaleOpensAt = null,
            SaleClosesAt = starts,
        };
        row = with?.Invoke(row) ?? row;
        await using (var db = await cinema.Database.BeginAsync())
        {
            await db.InsertAsync(row);
            foreach (var price in await db.GetTable<ShowtimePriceRow>().Where(p => p.ShowtimeId == pattern.Id).ToListAsync())
                await db.InsertAsync(price with { ShowtimeId = row.Id });
            await db.CommitAsync();
        }

        return (await cinema.Service<ShowtimeCatalog>().FindAsync(row.Id, CancellationToken.None))!;
    }

    /// <summary>The night's work, now.</summary>
    public static Task NightAsync(this Cinema cinema) => cinema.Service<LoyaltyNight>().HandleAsync(new NightDue(), CancellationToken.None);

    /// <summary>The rules of the loyalty's own books, whatever became of orders.</summary>
    public static async Task PointsShouldBalanceAsync(this Cinema cinema)
    {
        var own = LoyaltyAudit.Rules.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var findings = await cinema.Service<Audit>().RunAsync(CancellationToken.None);
        Xunit.Assert.Empty(findings.Where(f => own.Contains(f.Rule) && f.Offenders.Count > 0).Select(f => $"{f.Rule}: {string.Join(", ", f.Offenders.Take(5))}"));
    }
}
