using CinemaCx.Campaigns;
using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>A campaign with a trigger speaks to a guest when her occasion comes, once, and to nobody without one.</summary>
public sealed class AtItsOccasion
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_kind_of_occasion_is_told_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:SweepEvery", "00:00:01"), ("Messages:MostPerGuest", "20"));
        var marketing = await Marketing.OpenAsync(cinema);
        var guests = await marketing.GuestsAsync(14);
        var now = cinema.Clock.GetUtcNow();
        var show = await cinema.ShowingAsync(TimeSpan.FromHours(1));
        var film = await cinema.ShowingAsync(TimeSpan.FromHours(30));
        await ArrangeAsync(cinema, marketing, guests, show, film, now);
        var expected = new Dictionary<CampaignTriggerKind, string>
        {
            [CampaignTriggerKind.AfterFilm] = guests[0],
            [CampaignTriggerKind.Dormant] = guests[2],
            [CampaignTriggerKind.Presale] = guests[4],
            [CampaignTriggerKind.CouponExpiring] = guests[6],
            [CampaignTriggerKind.Birthday] = guests[8],
            [CampaignTriggerKind.TierChanged] = guests[10],
        };
        var ids = new Dictionary<CampaignTriggerKind, string>();
        foreach (var kind in expected.Keys)
        {
            ids[kind] = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0, trigger: new CampaignTrigger(kind), mostGuests: 50));
            await marketing.StartAsync(ids[kind]);
        }

        // The film ends, the sale opens, and she rises; all in the next hours.
        await RiseAsync(marketing, guests[10], guests[11], now);
        cinema.FastForward(show.Showtime.EndsAt - now + TimeSpan.FromMinutes(31));
        foreach (var (kind, id) in ids)
            await Cinema.EventuallyAsync(async () => (await marketing.RowAsync(id)).Enrolled > 0, $"{kind} has its guest", seconds: 40);
        // More sweeps, and the same occasions looked at from the beginning.
        var script = new Script();
        script.Do($"UPDATE campaigns SET swept_until = {now.AddDays(-1)} WHERE state = 'running'");
        await marketing.CommitAsync(script);
        cinema.FastForward(TimeSpan.FromMinutes(2));
        await Cinema.EventuallyAsync(async () => (await marketing.AskAsync($"SELECT id FROM campaigns WHERE state = 'running' AND swept_until < {now}")).Count == 0, "all was swept again", seconds: 40);

        foreach (var (kind, id) in ids)
            Assert.True((await marketing.EnrolledAsync(id)).Select(e => e.GuestId).SequenceEqual([expected[kind]]), kind.ToString());
        foreach (var id in ids.Values) await Cinema.EventuallyAsync(async () => (await marketing.AskAsync($"SELECT id FROM guest_messages WHERE campaign_id = {id} AND state = 'sent'")).Count == 1, "its message went");
        Assert.All(await marketing.PhonesAsync(), phone => Assert.Equal(1, phone.Value));
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Sweeps_at_once_tell_each_guest_once_and_the_film_by_its_name(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:SweepEvery", "24:00:00"));
        var marketing = await Marketing.OpenAsync(cinema);
        var (id, show, guests) = await FilmOverAsync(cinema, marketing);

        await SweepAllAtOnceAsync(cinema, await marketing.RowAsync(id));

        Assert.Equal(guests.Order(StringComparer.Ordinal), (await marketing.EnrolledAsync(id)).Select(e => e.GuestId));
        Assert.Equal(50, (await marketing.RowAsync(id)).Enrolled);
        var said = await marketing.AskAsync($"SELECT field_values FROM guest_messages WHERE campaign_id = {id}");
        var title = show.Film.Title.Length > 20 ? show.Film.Title[..19] : show.Film.Title;
        Assert.Equal(50, said.Count(values => values.Contains(title, StringComparison.Ordinal)));
    }

    /// <summary>Neither the row for a campaign and a guest nor the id of the message, and nobody looks who is in it already.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_two_keys_sweeps_at_once_queue_her_again_and_again(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Campaigns:SweepEvery", "24:00:00"));
        var marketing = await Marketing.OpenAsync(cinema);
        var (id, _, _) = await FilmOverAsync(cinema, marketing);
        var row = await marketing.RowAsync(id);
        var script = new Script();
        script.Do($"CREATE TABLE keyless (campaign_id TEXT, guest_id TEXT, arm TEXT, occasion TEXT, enrolled_at BIGINT, message_id TEXT, coupon_id TEXT, left_out TEXT)");
        script.Do($"""
            CREATE TABLE keyless_messages (id TEXT, guest_id TEXT, template_id TEXT, purpose TEXT, campaign_id TEXT, cinema_id TEXT, field_values TEXT, state TEXT,
                lane BIGINT, due_at BIGINT, expires_at BIGINT, attempts BIGINT, lease_until BIGINT, queued_at BIGINT)
            """);
        script.Do($"UPDATE campaigns SET most_guests = NULL WHERE id = {id}");
        await marketing.CommitAsync(script);
        cinema.TakeOut(sql => sql
            .Replace("FROM campaign_guests x WHERE x.campaign_id =", "FROM campaign_guests x WHERE 1 = 0 AND x.campaign_id =", StringComparison.Ordinal)
            .Replace("INSERT INTO campaign_guests", "INSERT INTO keyless", StringComparison.Ordinal)
            .Replace(" ON CONFLICT (campaign_id, guest_id) DO NOTHING", "", StringComparison.Ordinal)
            .Replace("INSERT INTO guest_messages", "INSERT INTO keyless_messages", StringComparison.Ordinal)
            .Replace(" ON CONFLICT (id) DO NOTHING RETURNING id", " RETURNING id", StringComparison.Ordinal));

        await SweepAllAtOnceAsync(cinema, row);

        Assert.NotEqual("1", (await marketing.AskAsync($"SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM keyless_messages WHERE campaign_id = {id} GROUP BY guest_id) t"))[0]);
    }

    [Fact]
    public async Task It_ends_by_itself_at_its_time()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("Campaigns:SweepEvery", "00:00:01"));
        var marketing = await Marketing.OpenAsync(cinema);
        var terms = Marketing.Terms(trigger: new CampaignTrigger(CampaignTriggerKind.Birthday, Until: cinema.Clock.GetUtcNow().AddHours(3)), mostGuests: 10);
        var id = await marketing.ScheduledAsync(terms);
        await marketing.StartAsync(id);
        await Cinema.EventuallyAsync(async () => (await marketing.RowAsync(id)).SweptUntil is not null, "it runs");
        cinema.FastForward(TimeSpan.FromHours(4));

        await marketing.ComesToAsync(id, CampaignState.Finished);

        Assert.Equal("until", (await marketing.RowAsync(id)).EndedBecause);
    }

    /// <summary>A film that fifty saw is over, and the campaign for those who saw one has not looked since.</summary>
    private static async Task<(string Id, Showing Show, IReadOnlyList<string> Guests)> FilmOverAsync(Cinema cinema, Marketing marketing)
    {
        var guests = await marketing.GuestsAsync(50);
        var show = await cinema.ShowingAsync(TimeSpan.FromHours(1));
        foreach (var guest in guests) await OrderAsync(marketing, guest, show.Id, cinema.Clock.GetUtcNow().AddMinutes(-5));
        var terms = Marketing.Terms(holdOut: 0, trigger: new CampaignTrigger(CampaignTriggerKind.AfterFilm), mostGuests: 100);
        terms = terms with { Variants = [terms.Variants[0] with { Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["title"] = "看完了吗", ["note"] = "{film}" } }] };
        var id = await marketing.ScheduledAsync(terms);
        await marketing.StartAsync(id);
        await Cinema.EventuallyAsync(async () => (await marketing.RowAsync(id)).SweptUntil is not null, "it looked, and nobody was there");
        cinema.FastForward(show.Showtime.EndsAt - cinema.Clock.GetUtcNow() + TimeSpan.FromMinutes(31));
        return (id, show, guests);
    }

    private static async Task SweepAllAtOnceAsync(Cinema cinema, CampaignRow row) =>
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => cinema.Service<EnrolGuests>().SweepAsync(row, CampaignTerms.Of(row).Trigger!, CancellationToken.None))));

    /// <summary>For each occasion one guest who has it and one who nearly has.</summary>
    private static async Task ArrangeAsync(Cinema cinema, Marketing marketing, IReadOnlyList<string> guests, Showing show, Showing film, DateTimeOffset now)
    {
        await OrderAsync(marketing, guests[0], show.Id, now);
        await OrderAsync(marketing, guests[1], show.Id, now, givenBack: true);
        await OrderAsync(marketing, guests[2], show.Id, now.AddDays(-61), film: film.Id);
        await OrderAsync(marketing, guests[3], show.Id, now.AddDays(-59), film: film.Id);
        var script = new Script();
        // One film cannot be bought until an hour from now; the guest who saved it while it could hears nothing.
        script.Do($"UPDATE showtimes SET sale_opens_at = {now.AddHours(1)} WHERE film_id = {film.Film.Id}");
        script.Do($"INSERT INTO saved_films (guest_id, film_id, saved_at, on_sale_already) VALUES ({guests[4]}, {film.Film.Id}, {now}, 0), ({guests[5]}, {film.Film.Id}, {now}, 1)");
        script.Do($"UPDATE guests SET birthday = '11-22' WHERE id = {guests[8]}");
        script.Do($"UPDATE guests SET birthday = '11-25' WHERE id = {guests[9]}");
        await marketing.CommitAsync(script);
        await CouponAsync(cinema, marketing, guests[6], now.AddDays(2));
        await CouponAsync(cinema, marketing, guests[7], now.AddDays(20));
    }

    private static async Task CouponAsync(Cinema cinema, Marketing marketing, string guest, DateTimeOffset until)
    {
        var template = await marketing.CouponAsync();
        var grant = new CouponGrant(template, guest, CouponSourceKind.Manual, guest, "测试");
        var issued = await cinema.Service<IssueCoupon>().RunAsync(grant, null, CancellationToken.None);
        var script = new Script();
        script.Do($"UPDATE coupons SET valid_until = {until} WHERE id = {issued.CouponId}");
        await marketing.CommitAsync(script);
    }

    /// <summary>One rose after the campaign began, the other a week ago.</summary>
    private static async Task RiseAsync(Marketing marketing, string now, string before, DateTimeOffset at)
    {
        var script = new Script();
        foreach (var (guest, when) in new[] { (now, at.AddMinutes(10)), (before, at.AddDays(-7)) })
        {
            script.Do($"""
                INSERT INTO tier_changes (id, guest_id, from_tier, to_tier, spend_fen, visits, rule_version, changed_at)
                VALUES ({Id.New("tch", when)}, {guest}, 'standard', 'silver', 0, 0, 1, {when})
                """);
        }

        await marketing.CommitAsync(script);
    }

    internal static async Task<string> OrderAsync(Marketing marketing, string guest, string showtime, DateTimeOffset paidAt, bool givenBack = false, string? film = null, long total = 5000)
    {
        var id = Id.New("ord", paidAt);
        var refund = Id.New("rfd", paidAt);
        var script = new Script();
        script.Do($"""
            INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, back_fen, gone, price_lines, refund_rule, placed_at, held_until, paid_at)
            VALUES ({id}, {guest}, {film ?? showtime}, 'paid', {total}, {(givenBack ? total : 0)}, {(givenBack ? 1 : 0)}, '[]', '', {paidAt}, {paidAt}, {paidAt})
            """);
        script.Do($"INSERT INTO order_seats (order_id, seat, zone, paid_fen, refund_id) VALUES ({id}, 'Z1', 'x', {total}, {(givenBack ? refund : null)})");
        if (givenBack)
        {
            script.Do($"""
                INSERT INTO refunds (id, order_id, amount_fen, fee_fen, reason, seats, state, requested_at) VALUES ({refund}, {id}, {total}, 0, 'guest', 'Z1', 'succeeded', {paidAt})
                """);
        }

        BuyerFigures.Recount(script, guest);
        await marketing.CommitAsync(script);
        return id;
    }
}
