using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <param name="Coupons">In the order in which they are applied.</param>
/// <param name="TakesOff">All of them together.</param>
public sealed record CouponChoice(IReadOnlyList<HeldCoupon> Coupons, Fen TakesOff);

/// <summary>
/// Pure: of many coupons those that together take most off. Every combination that may be used together is tried, but for those that cannot win any more:
/// beside others no coupon takes more than by itself. What takes as much with fewer coupons, and then with coupons worth less, is the better choice.
/// </summary>
public static class BestCoupons
{
    /// <summary>More are seldom held at once; where they are, those that take most by themselves are tried.</summary>
    private const int MostTried = 40;

    /// <param name="candidates">Each fits the showtime.</param>
    /// <param name="tickets">What each ticket costs before any coupon, and its service fee.</param>
    /// <param name="most">Most coupons of one order.</param>
    public static CouponChoice Choose(IEnumerable<HeldCoupon> candidates, IReadOnlyList<SeatMoney> tickets, Fen lowestPrice, int most)
    {
        var seats = tickets.Select(t => t with { Initial = t.Ticket }).ToArray();
        var tried = Sift(candidates, seats, lowestPrice.Value, most);
        if (tried.Count == 0 || most == 0) return new CouponChoice([], Fen.Zero);
        var search = new Search(tried, seats, lowestPrice.Value, Math.Min(most, tried.Count));
        search.Run();
        return new CouponChoice([.. search.Best.Select(i => tried[i].Coupon)], new Fen(search.BestTaken));
    }

    /// <summary>Those worth trying, as they are applied: of one template, where each is as good as the other, those that end soonest.</summary>
    private static List<(HeldCoupon Coupon, long Alone)> Sift(IEnumerable<HeldCoupon> candidates, SeatMoney[] seats, long lowestPrice, int most)
    {
        var (work, shares) = (new SeatMoney[seats.Length], new long[seats.Length]);
        var kept = new List<(HeldCoupon Coupon, long Alone)>();
        foreach (var alike in candidates.GroupBy(c => c.Template.Id, StringComparer.Ordinal))
        {
            seats.CopyTo(work, 0);
            var alone = CouponDiscount.Cut(alike.First().Template, work, lowestPrice, shares).Taken;
            if (alone == 0) continue;
            var useful = (int)Math.Min(most, alike.First().Template.PerOrderLimit);
            kept.AddRange(alike.OrderBy(c => c.Coupon.ValidUntil).ThenBy(c => c.Coupon.Id, StringComparer.Ordinal).Take(useful).Select(c => (c, alone)));
        }

        if (kept.Count > MostTried) kept = [.. kept.OrderByDescending(k => k.Alone).Take(MostTried)];
        return [.. CouponStack.InOrder(kept.Select(k => k.Coupon)).Select(c => kept.Find(k => ReferenceEquals(k.Coupon, c)))];
    }

    private sealed class Search
    {
        private readonly CouponTemplateRow[] _templates;
        private readonly long[] _alone;
        private readonly long[,] _hope;
        private readonly SeatMoney[][] _states;
        private readonly long[] _shares;
        private readonly CouponTemplateRow[] _chosen;
        private readonly int[] _path;
        private readonly long _lowestPrice;
        private long _bestWorth;

        public Search(List<(HeldCoupon Coupon, long Alone)> tried, SeatMoney[] seats, long lowestPrice, int most)
        {
            _templates = [.. tried.Select(t => t.Coupon.Template)];
            _alone = [.. tried.Select(t => t.Alone)];
            _hope = Hope(_alone, most);
            _states = new SeatMoney[most + 1][];
            for (var depth = 0; depth <= most; depth++) _states[depth] = (SeatMoney[])seats.Clone();
            (_shares, _chosen, _path, _lowestPrice) = (new long[seats.Length], new CouponTemplateRow[most], new int[most], lowestPrice);
        }

        public int[] Best { get; private set; } = [];

        public long BestTaken { get; private set; }

        public void Run() => Try(depth: 0, from: 0, taken: 0, worth: 0);

        private void Try(int depth, int from, long taken, long worth)
        {
            if (IsBetter(depth, taken, worth)) (Best, BestTaken, _bestWorth) = (_path[..depth], taken, worth);
            if (depth == _chosen.Length) return;
            for (var i = from; i < _templates.Length; i++)
            {
                if (taken + _hope[i, _chosen.Length - depth] < BestTaken) return;
                var template = _templates[i];
                if (CouponStack.Broken(template, _chosen.AsSpan(0, depth)) is not null) continue;
                var seats = _states[depth + 1];
                _states[depth].CopyTo(seats, 0);
                var cut = CouponDiscount.Cut(template, seats, _lowestPrice, _shares);
                if (cut.Fit != CouponFit.Fits) continue;
                (_chosen[depth], _path[depth]) = (template, i);
                Try(depth + 1, i + 1, taken + cut.Taken, worth + template.WorstCase.Value);
            }
        }

        private bool IsBetter(int count, long taken, long worth) =>
            taken != BestTaken ? taken > BestTaken : count != Best.Length ? count < Best.Length : worth < _bestWorth;

        /// <summary>The most that so many coupons from one on could take, each as much as by itself.</summary>
        private static long[,] Hope(long[] alone, int most)
        {
            var hope = new long[alone.Length + 1, most + 1];
            var top = new List<long>(alone.Length);
            for (var i = alone.Length - 1; i >= 0; i--)
            {
                var place = top.FindIndex(t => t < alone[i]);
                top.Insert(place < 0 ? top.Count : place, alone[i]);
                for (var k = 1; k <= most; k++) hope[i, k] = hope[i, k - 1] + (k <= top.Count ? top[k - 1] : 0);
            }

            return hope;
        }
    }
}
