namespace CinemaCx.Cinemas;

/// <summary>Turns definitions into a plan, collecting every problem so that an importer can report them all at once.</summary>
internal sealed class SeatPlanBuild(IEnumerable<SeatDefinition> definitions)
{
    private const int MostSeats = 5000;
    private const int MostZones = 26;
    private const int GridLimit = 500;

    private readonly SeatDefinition[] _given = [.. definitions];
    private readonly List<SeatPlanProblem> _problems = [];

    public SeatPlanResult Run()
    {
        if (_given.Length == 0)
            Report("plan-empty", [], "座位图中没有座位。");
        if (_given.Length > MostSeats)
            Report("plan-too-large", [], $"座位图最多 {MostSeats} 个座位。");
        if (_problems.Count > 0)
            return new(null, _problems);

        CheckEach();
        CheckUnique();
        var pairs = PairCouples();
        return _problems.Count > 0 ? new(null, _problems) : new(new SeatPlan(Order(pairs)), []);
    }

    private void CheckEach()
    {
        for (var i = 0; i < _given.Length; i++)
        {
            var seat = _given[i];
            if (!IsCode(seat.Row, 8))
                Report("row-unclear", [i], $"第 {i + 1} 个座位的排号“{seat.Row}”应为 1 至 8 位字母或数字。");
            if (!IsCode(seat.Number, 4) || !char.IsAsciiDigit(seat.Number[0]))
                Report("number-unclear", [i], $"第 {i + 1} 个座位的座号“{seat.Number}”应以数字开头,至多 4 位。");
            if (!IsCode(seat.Zone, 8))
                Report("zone-unclear", [i], $"{Name(i)} 的分区“{seat.Zone}”应为 1 至 8 位字母或数字。");
            if (seat.X is < 0 or >= GridLimit || seat.Y is < 0 or >= GridLimit)
                Report("position-out-of-range", [i], $"{Name(i)} 的位置({seat.X},{seat.Y})应在 0 至 {GridLimit - 1} 之间。");
            if (!Enum.IsDefined(seat.Kind) || !Enum.IsDefined(seat.Block))
                Report("kind-unknown", [i], $"{Name(i)} 的座位类型无法识别。");
            if (seat.PairLabel is not null && seat.Kind != SeatKind.Couple)
                Report("pair-unexpected", [i], $"{Name(i)} 不是情侣座,不能指定另一半。");
        }

        if (_given.Select(s => s.Zone).Distinct(StringComparer.Ordinal).Count() > MostZones)
            Report("zones-too-many", [], $"一个影厅最多 {MostZones} 个分区。");
    }

    private void CheckUnique()
    {
        var every = Enumerable.Range(0, _given.Length);
        foreach (var twice in every.GroupBy(LabelOf, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            Report("seat-twice", [.. twice], $"{Name(twice.First())} 出现了 {twice.Count()} 次。");
        foreach (var twice in every.GroupBy(i => (_given[i].X, _given[i].Y)).Where(g => g.Skip(1).Any()))
            Report("position-twice", [.. twice], $"{string.Join("、", twice.Select(Name))} 占用了同一位置({twice.Key.X},{twice.Key.Y})。");
    }

    /// <summary>The other half of each couple seat: as the description says, else neighbours paired from the left.</summary>
    private Dictionary<int, int> PairCouples()
    {
        var pairs = new Dictionary<int, int>();
        var couples = Enumerable.Range(0, _given.Length).Where(i => _given[i].Kind == SeatKind.Couple)
            .OrderBy(i => _given[i].Y).ThenBy(i => _given[i].X).ToList();
        var byLabel = couples.GroupBy(LabelOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

        foreach (var i in couples.Where(i => _given[i].PairLabel is not null))
        {
            if (!byLabel.TryGetValue(_given[i].PairLabel!, out var other) || !AreNeighbours(i, other))
                Report("couple-alone", [i], $"情侣座 {Name(i)} 的另一半“{_given[i].PairLabel}”不在相邻座位。");
            else if (pairs.TryGetValue(i, out var already) ? already != other : pairs.ContainsKey(other))
                Report("couple-disputed", [i, other], $"情侣座 {Name(other)} 不能同时与两个座位成对。");
            else
                (pairs[i], pairs[other]) = (other, i);
        }

        for (var at = 0; at < couples.Count; at++)
        {
            var i = couples[at];
            if (pairs.ContainsKey(i) || _given[i].PairLabel is not null)
                continue;
            var next = at + 1 < couples.Count ? couples[at + 1] : i;
            if (AreNeighbours(i, next) && !pairs.ContainsKey(next) && _given[next].PairLabel is null)
                (pairs[i], pairs[next]) = (next, i);
            else
                Report("couple-alone", [i], $"情侣座 {Name(i)} 没有相邻的另一半。");
        }

        return pairs;
    }

    private bool AreNeighbours(int a, int b) => _given[a].Y == _given[b].Y && Math.Abs(_given[a].X - _given[b].X) == 1;

    private Seat[] Order(Dictionary<int, int> pairs) =>
    [
        .. Enumerable.Range(0, _given.Length).OrderBy(i => _given[i].Y).ThenBy(i => _given[i].X).Select((i, index) => new Seat
        {
            Index = index,
            Label = LabelOf(i),
            Row = _given[i].Row,
            Number = _given[i].Number,
            X = _given[i].X,
            Y = _given[i].Y,
            Zone = _given[i].Zone,
            Kind = _given[i].Kind,
            Block = _given[i].Block,
            PairLabel = pairs.TryGetValue(i, out var other) ? LabelOf(other) : null,
        }),
    ];

    private string LabelOf(int i) => Seat.LabelOf(_given[i].Row, _given[i].Number);

    private string Name(int i) => $"{_given[i].Row}排{_given[i].Number}座";

    private void Report(string code, int[] lines, string sentence) =>
        _problems.Add(new(code, [.. lines.Select(LabelOf).Distinct(StringComparer.Ordinal)], lines, sentence));

    private static bool IsCode(string text, int most) => text.Length > 0 && text.Length <= most && text.All(char.IsLetterOrDigit);
}
