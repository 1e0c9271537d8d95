namespace CinemaCx.Insights;

/// <param name="Line">EWMA of the days; as many as there are days.</param>
/// <param name="Adjusted">At constant mix, by week: last day of the week and the net score; null where too little of the mix was played.</param>
public sealed record NpsTrend(IReadOnlyList<DateOnly> Days, IReadOnlyList<ScoreSums> Sums, IReadOnlyList<EwmaPoint> Line, IReadOnlyList<(DateOnly Last, double Raw, double? Adjusted)> Weeks)
{
    /// <summary>The first day with an answer, where <see cref="Line"/> begins to say something; as many as there are days when nobody answered.</summary>
    public int Begins => Sums.TakeWhile(s => s.Count == 0).Count();
}

/// <summary>One stage, day by day.</summary>
/// <param name="Days">As many as the stretch has; empty sums where nobody rated.</param>
public sealed record StageTrend(Measure Measure, ScoreSums Sums, ScoreSums Before, IReadOnlyList<ScoreSums> Days, IReadOnlyList<EwmaPoint> Line)
{
    /// <summary>As <see cref="NpsTrend.Begins"/>.</summary>
    public int Begins => Days.TakeWhile(s => s.Count == 0).Count();
}

/// <summary>One cell of the heat map.</summary>
public sealed record HeatCell(string Genre, string Part, Sales Sales);

/// <summary>Everything the board shows.</summary>
public sealed record Board(InsightScope Scope, ScoreSums Nps, ScoreSums NpsBefore, MixChange Mix)
{
    public required NpsTrend Trend { get; init; }
    public required IReadOnlyList<StageTrend> Stages { get; init; }
    public required IReadOnlyList<ScoreLine> Films { get; init; }
    public required IReadOnlyList<ScoreLine> Halls { get; init; }

    /// <summary>Empty where there is only one.</summary>
    public required IReadOnlyList<ScoreLine> Cinemas { get; init; }
    public required CaseSummary Cases { get; init; }
    public required long CasesBefore { get; init; }
    public required Sales Sales { get; init; }
    public required Sales SalesBefore { get; init; }
    public required IReadOnlyList<HeatCell> Heat { get; init; }

    /// <summary>Weekday (1 to 7) and hour of beginning.</summary>
    public required IReadOnlyList<(int Weekday, int Hour, Sales Sales)> Peaks { get; init; }
    public required IReadOnlyList<DropAlarm> Alarms { get; init; }

    public Interval NpsInterval => NetInterval.Of(Nps);

    /// <summary>Against the stretch before.</summary>
    public Interval NpsChange => NetInterval.Difference(Nps, NpsBefore);
}

/// <summary>Reads what the board shows, its parts side by side.</summary>
public sealed class BoardQueries(ScoreQueries scores, CaseFigures cases, SalesQueries sales, DropCards drops)
{
    public async Task<Board> OfAsync(InsightScope scope, CancellationToken cancellation)
    {
        var days = scores.DaysOfAllAsync(scope, cancellation);
        var before = scores.MeasuresAsync(scope.Before, cancellation);
        var weeks = scores.WeeksAsync(scope, cancellation);
        var mixBefore = scores.MixAsync(scope.Before, cancellation);
        var places = scores.PlacesAsync(scope, cancellation);
        var complaints = cases.OfAsync(scope, cancellation);
        var complaintsBefore = cases.CountAsync(scope.Before, CaseSlice.All, category: null, cancellation);
        var sold = sales.OfAsync(scope, cancellation);
        var soldBefore = sales.TotalAsync(scope.Before, cancellation);
        var alarms = drops.ListAsync(scope, cancellation);
        await Task.WhenAll(days, before, weeks, mixBefore, places, complaints, complaintsBefore, sold, soldBefore, alarms);

        var (daysOf, sumsBefore) = (await days, await before);
        var (filmSales, hours) = await sold;
        var (halls, cinemas) = await places;
        var mix = (await weeks).SelectMany(w => w.Mix).GroupBy(m => m.Key).ToDictionary(m => m.Key, m => m.Select(c => c.Value).Together());
        var nps = daysOf[Measure.Nps.Code].Select(d => d.Sums).Together();
        return new Board(scope, nps, sumsBefore.GetValueOrDefault(Measure.Nps.Code), MixAdjusted.Change(await mixBefore, mix))
        {
            Trend = TrendOf(scope, nps, [.. daysOf[Measure.Nps.Code]], [.. (await weeks).Select(w => (w.Last, w.Mix.Values.Together().Net, MixAdjusted.Net(w.Mix, mix)))]),
            Stages = [.. Measure.Watched.Select(m => StageOf(scope, m, [.. daysOf[m.Code]], sumsBefore.GetValueOrDefault(m.Code)))],
            Films = await scores.LinesAsync(ScoreBy.Film, FilmsOf(mix), cancellation),
            Halls = halls,
            Cinemas = scope.Cinemas.Count > 1 ? cinemas : [],
            Cases = await complaints,
            CasesBefore = await complaintsBefore,
            Sales = hours.Select(h => h.Sales).Together(),
            SalesBefore = await soldBefore,
            Heat = HeatOf(filmSales),
            Peaks = [.. hours.GroupBy(h => (Weekday: SalesQueries.WeekdayOf(h.Day), h.Hour)).Select(g => (g.Key.Weekday, g.Key.Hour, g.Select(h => h.Sales).Together()))],
            Alarms = await alarms,
        };
    }

    /// <summary>Occupancy by the first genre of the film and the part of the day.</summary>
    public static IReadOnlyList<HeatCell> HeatOf(IReadOnlyList<FilmSales> films) =>
        [.. films.GroupBy(f => (f.Genre, Part: DayPart.Of(f.Hour).Code)).Select(g => new HeatCell(g.Key.Genre, g.Key.Part, g.Select(f => f.Sales).Together()))];

    private static Dictionary<string, ScoreSums> FilmsOf(IReadOnlyDictionary<MixCell, ScoreSums> mix) =>
        mix.GroupBy(m => m.Key.FilmId, StringComparer.Ordinal).ToDictionary(f => f.Key, f => f.Select(c => c.Value).Together(), StringComparer.Ordinal);

    private static NpsTrend TrendOf(InsightScope scope, ScoreSums all, IReadOnlyList<DayScore> days, IReadOnlyList<(DateOnly Last, double Raw, double? Adjusted)> weeks)
    {
        var sums = Spread(scope, days);
        var points = sums.Select(s => s.Count == 0 ? ((double, double)?)null : (s.Net, NetInterval.VarianceOf(s))).ToList();
        return new NpsTrend([.. Enumerable.Range(0, scope.Days).Select(scope.From.AddDays)], sums, Ewma.Line(points, all.Net), weeks);
    }

    private static StageTrend StageOf(InsightScope scope, Measure measure, IReadOnlyList<DayScore> days, ScoreSums before)
    {
        var sums = Spread(scope, days);
        var all = sums.Together();
        var points = sums.Select(s => s.Count == 0 ? ((double, double)?)null : (s.Mean, all.Variance / s.Count)).ToList();
        return new StageTrend(measure, all, before, sums, Ewma.Line(points, all.Mean));
    }

    private static List<ScoreSums> Spread(InsightScope scope, IReadOnlyList<DayScore> days)
    {
        var byDay = days.ToDictionary(d => d.Day, d => d.Sums);
        return [.. Enumerable.Range(0, scope.Days).Select(i => byDay.GetValueOrDefault(scope.From.AddDays(i)))];
    }
}
