using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Prices with coupons, to the fen.</summary>
public sealed class WhatACouponTakesOff
{
    internal static readonly CouponTemplateRow TwentyYuan = new()
    {
        Id = "cpt_1",
        Code = "c20",
        Name = "20元券",
        Kind = CouponKind.Cash,
        Amount = Fen.Yuan(20),
        MinSpend = Fen.Zero,
        ValidDays = 30,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A coupon of it, in somebody's wallet.</summary>
    internal static HeldCoupon Held(CouponTemplateRow template, int number = 0) => new(
        new CouponRow
        {
            Id = $"cpn_{template.Id}_{number:000}",
            TemplateId = template.Id,
            GuestId = "gst_1",
            State = CouponState.Issued,
            Value = template.WorstCase,
            ValidFrom = DateTimeOffset.UnixEpoch,
            ValidUntil = DateTimeOffset.UnixEpoch.AddDays(30),
            SourceKind = CouponSourceKind.Manual,
            SourceId = "test",
            Nth = number,
            IssuedDay = new DateOnly(1970, 1, 1),
            Reason = "",
            IssuedAt = DateTimeOffset.UnixEpoch,
        },
        template);

    private static readonly Gen<CouponTemplateRow> Templates = Gen.Select(Gen.Int[0, 2], Gen.Long[1, 20_000], Gen.Long[1, 100], Gen.Long[0, 9_000], (kind, fen, percent, spend) => TwentyYuan with
    {
        Kind = (CouponKind)kind,
        Amount = kind == 0 ? new Fen(fen) : null,
        Percent = kind == 1 ? percent : null,
        Cap = kind == 0 ? null : new Fen(fen),
        MinSpend = new Fen(spend),
    });

    private static readonly Gen<(SeatPrice[] Seats, bool Member, Fen Lowest, Fen Fee)> Carts = Gen.Select(
        Gen.Select(Gen.Long[0, 20_000], Gen.Long[0, 20_000]).Array[1, 6], Gen.Bool, Gen.Long[0, 6_000], Gen.Long[0, 500],
        (prices, member, lowest, fee) => (
            prices.Select((p, i) => new SeatPrice($"A{i}", $"A排{i}座", "普通", new Fen(p.Item1), new Fen(p.Item2))).ToArray(), member, new Fen(lowest), new Fen(fee)));

    private static PriceQuote Price(IReadOnlyList<SeatPrice> seats, bool member, Fen lowest, Fen fee, params CouponTemplateRow[] coupons) =>
        PriceQuote.For(seats, new PriceTerms(member, lowest, fee, [.. coupons.Select(Held)]));

    [Fact]
    public void Lines_sum_up_and_no_ticket_falls_below_what_it_may() => Gen.Select(Templates, Carts).Sample((template, cart) =>
    {
        var plain = Price(cart.Seats, cart.Member, cart.Lowest, cart.Fee);
        PriceQuote quote;
        try
        {
            quote = Price(cart.Seats, cart.Member, cart.Lowest, cart.Fee, template);
        }
        catch (Refusal refusal)
        {
            Assert.Contains(refusal.Code, new[] { "coupon-below-min-spend", "coupon-nothing-to-take-off" });
            return;
        }

        var off = plain.Total - quote.Total;
        Assert.InRange(off.Value, 1, template.WorstCase.Value);
        Assert.Equal(quote.Total, quote.Lines.Sum(l => l.AmountFen));
        Assert.Equal(quote.Total, quote.Seats.Values.Sum());
        foreach (var (seat, price) in quote.Seats)
        {
            Assert.Equal(price, quote.Lines.Where(l => l.Seat == seat).Sum(l => l.AmountFen));
            Assert.True(price >= Fen.Zero);
            if (template.Kind != CouponKind.Exchange) Assert.True(price >= cart.Lowest + cart.Fee);
        }

        if (template.Kind == CouponKind.Cash && off < template.Amount!.Value && cart.Lowest > Fen.Zero)
            Assert.All(quote.Seats.Values, price => Assert.Equal(cart.Lowest + cart.Fee, price));
    });

    [Fact]
    public void The_bill_says_why_a_coupon_took_less_than_it_is_worth()
    {
        SeatPrice[] seats = [new("F7", "F排7座", "普通", Fen.Yuan(35), null), new("F8", "F排8座", "普通", Fen.Yuan(35), null)];
        var quote = Price(seats, member: false, Fen.Yuan(30), Fen.Yuan(3), TwentyYuan);

        Assert.Equal(Fen.Yuan(66), quote.Total);
        Assert.All(quote.Lines.Where(l => l.Kind == "coupon"), l => Assert.Equal(("优惠券 20元券", "立减¥20；不低于影片最低票价¥30，本单可减¥10，分摊到各座"), (l.Text, l.Why)));
        Assert.Equal("coupon-nothing-to-take-off", Refused(Fen.Yuan(35), TwentyYuan));
        Assert.Equal("coupon-below-min-spend", Refused(Fen.Yuan(30), TwentyYuan with { MinSpend = Fen.Yuan(71) }));
        Assert.Equal("满¥71减¥20", CouponWords.What(TwentyYuan with { MinSpend = Fen.Yuan(71) }));

        string Refused(Fen lowest, CouponTemplateRow coupon) =>
            Assert.Throws<Refusal>(() => Price(seats, member: false, lowest, Fen.Zero, coupon)).Code;
    }

    [Theory]
    [InlineData("20元券", "c20")]
    [InlineData(" ２０ 元 券 ", "c20")]
    [InlineData("20块钱", "c20")]
    [InlineData("二十元优惠券", "c20")]
    [InlineData("C20", "c20")]
    [InlineData("20", "c20")]
    [InlineData("￥10", "c10")]
    [InlineData("十块", "c10")]
    [InlineData("五十", "c50")]
    [InlineData("兑换券", "free")]
    [InlineData("免费", "free")]
    [InlineData("2", null)]
    [InlineData("100元", null)]
    [InlineData("爆米花", null)]
    [InlineData("", null)]
    [InlineData("券", null)]
    public void Staff_call_a_coupon_by_many_names(string words, string? code)
    {
        CouponTemplateRow[] all =
        [
            TwentyYuan with { Code = "c10", Name = "10元券", Amount = Fen.Yuan(10) },
            TwentyYuan,
            TwentyYuan with { Code = "c50", Name = "50元券", Amount = Fen.Yuan(50) },
            TwentyYuan with { Code = "free", Name = "免费兑换券", Kind = CouponKind.Exchange, Amount = null, Cap = Fen.Yuan(120) },
        ];

        var found = CouponTemplates.Best(words, all);
        Assert.Equal(code, found.Count == 1 ? found[0].Code : null);
    }
}
