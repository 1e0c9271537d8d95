using System.Diagnostics;
using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Bench;

/// <summary>
/// An order of six seats priced with the best of twenty coupons, in this process: the choice and the whole price with its lines. Of several wallets, no two
/// alike, the slowest is reported.
/// </summary>
internal static class PriceBench
{
    private const double DueMs = 1;
    private const int Candidates = 20;
    private const int Wallets = 8;

    public static Task RunAsync(BenchOptions options, Table table)
    {
        var seats = Enumerable.Range(1, 6).Select(n => new SeatPrice($"F{n}", $"F排{n}座", "A", new Fen(5_800 + n * 100), new Fen(5_400 + n * 100))).ToList();
        var terms = new PriceTerms(IsMember: true, new Fen(3_500), new Fen(300), []);
        var money = seats.Select(s => new SeatMoney(s.Member!.Value.Value, s.Member.Value.Value, 300)).ToList();
        var random = new Random(7);
        var wallets = Enumerable.Range(0, Wallets).Select(_ => Enumerable.Range(0, Candidates).Select(n => Held(n, random)).ToList()).ToList();
        foreach (var wallet in wallets) Measure(wallet, TimeSpan.FromMilliseconds(200), most: 3);

        foreach (var most in new[] { 3, 5 })
        {
            var figures = wallets.Select(w => Measure(w, TimeSpan.FromSeconds(0.5), most)).ToList();
            var (cpu, p99) = (figures.Max(f => f.CpuMs), figures.Max(f => f.P99Ms));
            var isDue = most == 3;
            table.Add(
                isDue ? $"price with {Candidates} coupons" : $"  up to {most} together", Table.Ms(cpu) + " CPU", Table.Ms(p99), $"slowest of {Wallets} wallets", "",
                isDue ? "<= 1 ms CPU" : "", isDue ? cpu <= DueMs : null);
        }

        return Task.CompletedTask;

        (double CpuMs, double P99Ms) Measure(List<HeldCoupon> wallet, TimeSpan lasting, int most)
        {
            using var process = Process.GetCurrentProcess();
            var times = new List<double>();
            var cpu = process.TotalProcessorTime;
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < lasting;)
            {
                var before = Stopwatch.GetTimestamp();
                var best = BestCoupons.Choose(wallet, money, terms.LowestPrice, most);
                var quote = PriceQuote.For(seats, terms with { Coupons = best.Coupons });
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                if (quote.Coupons.Sum(c => c.Value) != best.TakesOff) throw new InvalidOperationException("the price is not what was chosen for");
            }

            process.Refresh();
            var each = (process.TotalProcessorTime - cpu).TotalMilliseconds / times.Count;
            times.Sort();
            return (each, times[times.Count * 99 / 100]);
        }
    }

    private static HeldCoupon Held(int number, Random random)
    {
        var kind = (CouponKind)(number % 3);
        var template = new CouponTemplateRow
        {
            Id = $"cpt_{number}",
            Code = $"c{number}",
            Name = $"券{number}",
            Kind = kind,
            Amount = kind == CouponKind.Cash ? Fen.Yuan(random.Next(5, 40)) : null,
            Percent = kind == CouponKind.Percent ? random.Next(5, 30) : null,
            Cap = kind == CouponKind.Cash ? null : Fen.Yuan(random.Next(20, 60)),
            MinSpend = Fen.Yuan(random.Next(0, 150)),
            Basis = random.Next(2) == 0 ? CouponBasis.Initial : CouponBasis.Discounted,
            Position = random.Next(0, 5) * 100,
            ValidDays = 30,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        return new HeldCoupon(
            new CouponRow
            {
                Id = $"cpn_{number}",
                TemplateId = template.Id,
                State = CouponState.Issued,
                Value = template.WorstCase,
                ValidFrom = DateTimeOffset.UnixEpoch,
                ValidUntil = DateTimeOffset.MaxValue,
                SourceKind = CouponSourceKind.Claim,
                SourceId = $"clm_{number}",
                Nth = 1,
                IssuedDay = new DateOnly(2026, 11, 22),
                Reason = "自助领取",
                IssuedAt = DateTimeOffset.UnixEpoch,
            },
            template);
    }
}
