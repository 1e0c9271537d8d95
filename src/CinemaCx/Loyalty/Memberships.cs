using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>What the order desk asks about a guest's membership.</summary>
public sealed class Memberships(Database database, TierRules rules, IOptions<LoyaltyOptions> options)
{
    /// <summary>One row with the guest's tier when she is a member: who left a phone number; none when she is not.</summary>
    public static int AskTier(Script script, string guestId) => script.Ask($"""
        SELECT COALESCE(s.tier, 'standard') FROM guests g LEFT JOIN tier_standings s ON s.guest_id = g.id
        WHERE g.id = {guestId} AND g.phone_bound_at IS NOT NULL
        """);

    /// <returns>Null for guests who are no members.</returns>
    public async Task<Tier?> TierAsync(string guestId, CancellationToken cancellation)
    {
        var script = new Script();
        var tier = AskTier(script, guestId);
        await using var db = database.Read();
        return TierWords.Read((await db.RunAsync(script, cancellation))[tier].FirstOrDefault());
    }

    /// <summary>Whether the showtime is for sale to this guest now, where it need not be for everybody: before the general sale, or at a premiere.</summary>
    /// <exception cref="Refusal">422 <c>sale-not-open</c>, 403 <c>premiere-invited-only</c>.</exception>
    public async Task RequireMayBuyAsync(Showing showing, string guestId, DateTimeOffset now, CancellationToken cancellation)
    {
        var early = showing.SaleStateAt(now) == SaleState.NotOpen;
        if (!early && showing.Showtime.PremiereFor is null) return;
        var rule = (await rules.CurrentAsync(cancellation)).Rule;
        var tier = await TierAsync(guestId, cancellation);
        if (showing.Showtime.PremiereFor is { } invited && (tier is null || tier < TierOf(invited))) throw LoyaltyRefusals.PremiereOnly(TierWords.Name(TierOf(invited)));
        if (!early) return;
        var opens = showing.Showtime.SaleOpensAt!.Value;
        if (tier is { } hers && now >= opens.AddHours(-rule.Of(hers).EarlyHours)) return;
        var first = rule.Tiers.FirstOrDefault(t => t.EarlyHours > 0);
        throw first is null || tier >= first.Tier
            ? LoyaltyRefusals.SaleNotOpen(tier is { } own ? opens.AddHours(-rule.Of(own).EarlyHours) : opens)
            : LoyaltyRefusals.SaleNotOpen(opens, TierWords.Name(first.Tier), opens.AddHours(-first.EarlyHours));
    }

    /// <summary>A right she wants to use, as far as it is hers at this moment; whether it is free only taking it tells.</summary>
    /// <exception cref="Refusal">422 <c>members-only</c>, <c>benefit-not-yours</c>, <c>birthday-unknown</c>, <c>birthday-month-only</c>.</exception>
    public async Task<BenefitOffer> OfferAsync(string guestId, TierBenefit benefit, DateTimeOffset now, CancellationToken cancellation)
    {
        var tier = await TierAsync(guestId, cancellation) ?? throw LoyaltyRefusals.MembersOnly();
        var rule = (await rules.CurrentAsync(cancellation)).Rule;
        await using var db = database.Read();
        var birthday = await db.GetTable<GuestRow>().Where(g => g.Id == guestId).Select(g => g.Birthday).FirstOrDefaultAsync(cancellation);
        var zone = options.Value.Zone;
        if (Benefits.Unfit(benefit, rule.Of(tier), birthday, now, zone) is { } unfit) throw unfit;
        var price = benefit == TierBenefit.BirthdayTicket ? rule.BirthdayTicketFen : rule.Of(tier).MonthlyTicketFen!.Value;
        return new BenefitOffer(benefit, Benefits.Period(benefit, now, zone), price);
    }

    private static Tier TierOf(PremiereGuests invited) => invited == PremiereGuests.Gold ? Tier.Gold : Tier.Silver;
}

/// <param name="Amount">Of a birthday ticket what it pays at most, of a special ticket what the seat costs.</param>
public sealed record BenefitOffer(TierBenefit Benefit, string Period, Fen Amount);
