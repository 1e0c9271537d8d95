using CinemaCx.Campaigns;
using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Console.SignIn;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Messages;
using CinemaCx.Orders;

namespace CinemaCx.Console.Pages.Members;

/// <summary>Everything the page of one member shows.</summary>
/// <param name="Offers">What the visitor may give her.</param>
public sealed record MemberFacts(GuestRow Guest, MembershipView Membership, PointsPage Points, IReadOnlyList<CouponView> Coupons, IReadOnlyList<Choice> Offers)
{
    public required IReadOnlyList<ConsentView> Consents { get; init; }
    public required IReadOnlyList<SentMessage> Messages { get; init; }
    public required IReadOnlyList<OrderLine> Orders { get; init; }
    public required IReadOnlyList<AnswerView> Answers { get; init; }
    public required IReadOnlyList<CaseRow> Cases { get; init; }
    public required IReadOnlyList<GuestTagView> Tags { get; init; }

    public Tier? Tier => TierWords.Read(Membership.Tier);
}

/// <summary>What lies in the modules about her membership.</summary>
public sealed record MemberLedgers(MembershipQueries Memberships, PointsQueries Points, CouponWallet Wallet, CouponDesk Offers, GuestTags Tags);

/// <summary>What lies in the modules about what she did and heard.</summary>
public sealed record MemberPast(GuestConsents Consents, MessageQueries Messages, OrderLists Orders, FeedbackQueries Feedback, CaseQueries Cases);

/// <summary>Gathers one member from the modules; of other cinemas a cinema's people see nothing.</summary>
public sealed class MemberFile(GuestDirectory directory, MemberLedgers ledgers, MemberPast past, CouponTemplates templates, Visit visit)
{
    private const int MostOrders = 30;
    private const int MostAnswers = 20;

    /// <param name="before">Points lines older than this one.</param>
    /// <exception cref="Platform.Primitives.Refusal">404 <c>guest-not-found</c>.</exception>
    public async Task<MemberFacts> OfAsync(string guestId, long? before, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(visit.Member, guestId, cancellation);
        var cinema = visit.Member.CinemaId;
        return new MemberFacts(
            guest,
            await ledgers.Memberships.GetAsync(guestId, cancellation),
            await ledgers.Points.ListAsync(guestId, before, cancellation),
            await ledgers.Wallet.ListAsync(guestId, fit: null, cancellation),
            await OffersAsync(cancellation))
        {
            Consents = await past.Consents.OfAsync(guestId, cancellation),
            Messages = await past.Messages.OfGuestAsync(guestId, cinema, cancellation),
            Orders = await past.Orders.OfGuestAsync(guestId, cinema, MostOrders, cancellation),
            Answers = await past.Feedback.OfGuestAsync(guestId, cinema, MostAnswers, cancellation),
            Cases = await past.Cases.OfGuestAsync(guestId, visit.Member, cancellation),
            Tags = await ledgers.Tags.OfAsync(guestId, cancellation),
        };
    }

    private async Task<IReadOnlyList<Choice>> OffersAsync(CancellationToken cancellation)
    {
        if (!visit.Has(MemberWords.Giving)) return [];
        var choices = new List<Choice>();
        foreach (var offer in await ledgers.Offers.ListAsync(withRetired: false, cancellation))
        {
            if (offer.Left == 0 || await templates.FindAsync(offer.Id, cancellation) is not { } template || !CouponRights.MayGrant(visit.Member.Role, template)) continue;
            choices.Add(new Choice(offer.Id, $"{offer.Terms.Name}（{offer.What}）"));
        }

        return choices;
    }
}
