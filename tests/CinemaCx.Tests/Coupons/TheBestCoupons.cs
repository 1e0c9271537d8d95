using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Of many coupons the choice is the one that trying everything would find; and however many take off, prices stay prices.</summary>
public sealed class TheBestCoupons
{
    private static readonly Gen<CouponTemplateRow> Templates = Gen.Select(
        Gen.Select(Gen.Int[0, 3], Gen.Long[100, 6_000], Gen.Long[1, 100], Gen.Long[0, 9_000]),
        Gen.Select(Gen.Bool, Gen.Long[0, 3], Gen.Int[0, 5], Gen.Long[1, 2], Gen.Int[0, 2]),
        Gen.Int[0, 1_000_000],
        (worth, rules, number) => new CouponTemplateRow
        {
            Id = $"cpt_{number}",
            Code = $"t{number}",
            Name = $"券{number}",
            Kind = worth.Item1 switch { 0 => CouponKind.Cash, 1 => CouponKind.Percent, 2 => CouponKind.Exchange, _ => CouponKind.Cash },
            Amount = worth.Item1 is 0 or 3 ? new Fen(worth.Item2) : null,
            Percent = worth.Item1 == 1 ? worth.Item3 : null,
            Cap = worth.Item1 is 1 or 2 ? new Fen(worth.Item2) : null,
            MinSpend = new Fen(worth.Item4),
            Basis = rules.Item1 ? CouponBasis.Initial : CouponBasis.Discounted,
            Position = rules.Item2,
            Stacking = rules.Item3 == 0 ? CouponStacking.Alone : CouponStacking.Together,
            PerOrderLimit = rules.Item4,
            Category = rules.Item5 == 0 ? "类" : null,
            CategoryLimit = rules.Item5 == 0 ? rules.Item4 : null,
            ValidDays = 30,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });

    private static readonly Gen<HeldCoupon[]> Wallets = Gen.Select(Templates, Gen.Int[1, 2]).Array[0, 6]
        .Select(kinds => kinds.DistinctBy(k => k.Item1.Id).SelectMany(k => Enumerable.Range(0, k.Item2).Select(i => WhatACouponTakesOff.Held(k.Item1, i))).ToArray());

    private static readonly Gen<(SeatPrice[] Seats, PriceTerms Terms)> Carts = Gen.Select(
        Gen.Select(Gen.Long[0, 9_000], Gen.Long[0, 9_000]).Array[1, 4], Gen.Bool, Gen.Long[0, 4_000], Gen.Long[0, 500],
        (prices, member, lowest, fee) => (
            prices.Select((p, i) => new SeatPrice($"A{i}", $"A排{i}座", "普通", new Fen(p.Item1), new Fen(p.Item2))).ToArray(),
            new PriceTerms(member, new Fen(lowest), new Fen(fee), [])));

    [Fact]
    public void Is_what_trying_every_combination_finds() => Gen.Select(Wallets, Carts, Gen.Int[0, 4]).Sample(
        (wallet, cart, most) =>
        {
            var plain = PriceQuote.For(cart.Seats, cart.Terms).Total;
            var (best, fewest) = (Fen.Zero, 0);
            for (var mask = 1; mask < 1 << wallet.Length; mask++)
            {
                var chosen = wallet.Where((_, i) => (mask >> i & 1) == 1).ToArray();
                if (CouponStack.Conflict(chosen, most) is not null || Price(cart.Seats, cart.Terms, chosen) is not { } quote) continue;
                var off = plain - quote.Total;
                if (off > best || (off == best && chosen.Length < fewest)) (best, fewest) = (off, chosen.Length);
            }

            var view = BestPrice.Of(cart.Seats, cart.Terms, wallet, most, _ => null);
            Assert.Equal((best, fewest, plain - best), (view.TakesOffFen, view.CouponIds.Count, view.TotalFen));
            Assert.Equal(wallet.Length, view.CouponIds.Count + view.Others.Count);
        },
        iter: 1_500);

    [Fact]
    public void However_many_take_off_lines_sum_up_and_only_an_exchange_ticket_goes_below_the_lowest_price() => Gen.Select(Wallets, Carts).Sample(
        (wallet, cart) =>
        {
            if (Price(cart.Seats, cart.Terms, wallet) is not { } quote) return;
            var shuffled = Price(cart.Seats, cart.Terms, [.. wallet.Reverse()])!;
            Assert.Equal(quote.Lines, shuffled.Lines);
            Assert.Equal(quote.Total, quote.Lines.Sum(l => l.AmountFen));
            Assert.Equal(quote.Total, quote.Seats.Values.Sum());
            Assert.Equal(wallet.Select(c => c.Coupon.Id).Order(StringComparer.Ordinal), quote.Coupons.Select(c => c.Key).Order(StringComparer.Ordinal));
            foreach (var (coupon, took) in quote.Coupons)
            {
                Assert.Equal(-took, quote.Lines.Where(l => l.CouponId == coupon).Sum(l => l.AmountFen));
                Assert.InRange(took.Value, 1, wallet.Single(c => c.Coupon.Id == coupon).Template.WorstCase.Value);
            }

            var exchanged = quote.Lines.Where(l => wallet.Any(c => c.Coupon.Id == l.CouponId && c.Template.Kind == CouponKind.Exchange)).Select(l => l.Seat).ToHashSet(StringComparer.Ordinal);
            foreach (var (seat, price) in quote.Seats)
            {
                Assert.Equal(price, quote.Lines.Where(l => l.Seat == seat).Sum(l => l.AmountFen));
                Assert.True(price >= (exchanged.Contains(seat) ? Fen.Zero : cart.Terms.LowestPrice + cart.Terms.ServiceFee));
            }
        },
        iter: 3_000);

    [Fact]
    public void A_share_is_of_the_amount_its_terms_name()
    {
        SeatPrice[] seats = [new("F7", "F排7座", "普通", Fen.Yuan(50), null), new("F8", "F排8座", "普通", Fen.Yuan(50), null)];
        var cash = Template("cash", CouponKind.Cash) with { Amount = Fen.Yuan(20), Position = 1 };
        var percent = Template("percent", CouponKind.Percent) with { Percent = 10, Cap = Fen.Yuan(100), Position = 2, MinSpend = Fen.Yuan(90) };
        var terms = new PriceTerms(IsMember: false, Fen.Zero, Fen.Zero, []);

        Assert.Null(Price(seats, terms, [WhatACouponTakesOff.Held(cash), WhatACouponTakesOff.Held(percent)]));
        Assert.Equal(Fen.Yuan(70), Price(seats, terms, [WhatACouponTakesOff.Held(cash), WhatACouponTakesOff.Held(percent with { Basis = CouponBasis.Initial })])!.Total);
        Assert.Equal(Fen.Yuan(72), Price(seats, terms, [WhatACouponTakesOff.Held(cash), WhatACouponTakesOff.Held(percent with { MinSpend = Fen.Zero })])!.Total);
        Assert.Equal(Fen.Yuan(70), Price(seats, terms, [WhatACouponTakesOff.Held(cash with { Position = 3 }), WhatACouponTakesOff.Held(percent)])!.Total);
    }

    private static CouponTemplateRow Template(string id, CouponKind kind) => new()
    {
        Id = id,
        Code = id,
        Name = id,
        Kind = kind,
        MinSpend = Fen.Zero,
        ValidDays = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <returns>Null where a coupon does not fit.</returns>
    private static PriceQuote? Price(IReadOnlyList<SeatPrice> seats, PriceTerms terms, IReadOnlyList<HeldCoupon> coupons)
    {
        try
        {
            return PriceQuote.For(seats, terms with { Coupons = coupons });
        }
        catch (Refusal)
        {
            return null;
        }
    }
}
