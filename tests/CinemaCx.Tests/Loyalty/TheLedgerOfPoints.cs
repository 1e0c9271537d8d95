using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using CsCheck;
using LinqToDB;
using LinqToDB.Async;
using Xunit;
using Xunit.Sdk;

namespace CinemaCx.Tests.Loyalty;

/// <summary>Whatever is earned, spent, returned, taken back or let run out in whatever order, the ledger stands where drawers of points would stand.</summary>
public sealed class TheLedgerOfPoints
{
    private const int Sequences = 40;
    private static readonly DateTimeOffset Start = Cinema.Opening;
    private static readonly Gen<Move[]> Moves = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 400], (what, points) => new Move(what, points)).Array[6, 30];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Follows_the_drawers(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var seen = new HashSet<PointsKind>();
        await Moves.SampleAsync(moves => WalkAsync(cinema, moves, seen), iter: Sequences, threads: 1);
        Assert.Equal(Enum.GetValues<PointsKind>().Order(), seen.Order());
        await cinema.PointsShouldBalanceAsync();
    }

    /// <summary>Each of these would make somebody's points wrong.</summary>
    [Theory]
    [InlineData("AND a.balance >= ", "AND 0 <= 0 * ")]
    [InlineData("AND a.balance > l.alive", "AND 1 = 0")]
    [InlineData("AND p.state = 'held'", "AND p.state IN ('held', 'returned')")]
    [InlineData("AND o.posted_at IS NOT NULL", "AND a.balance >= o.points AND o.posted_at IS NOT NULL")]
    public async Task Would_be_caught_without_a_guard(string guard, string instead)
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        await cinema.StopClockworkAsync();
        var hit = false;
        cinema.Database.RewriteSql = sql =>
        {
            hit |= sql.Contains(guard, StringComparison.Ordinal);
            // One line of each kind for each cause: that stands behind the conditions, and is out in every case here.
            return sql.Replace(guard, instead, StringComparison.Ordinal)
                .Replace("'returned', p.order_id, p.points", "'returned', p.order_id || CAST(a.seq AS TEXT), p.points", StringComparison.Ordinal);
        };
        await Assert.ThrowsAsync<CsCheckException>(() => Moves.SampleAsync(moves => WalkAsync(cinema, moves, []), iter: 200, threads: 1));
        Assert.True(hit, "the guard is not in the SQL any more");
    }

    private static async Task WalkAsync(Cinema cinema, Move[] moves, HashSet<PointsKind> seen)
    {
        var walk = new Walk(cinema, Id.New("gst", Start));
        await walk.BeginAsync();
        try
        {
            foreach (var move in moves) await walk.TakeAsync(move);
        }
        catch (Exception e) when (e is IAssertionException)
        {
            throw new XunitException(string.Join(", ", walk.Story) + ": " + e.Message, e);
        }

        seen.UnionWith(await walk.KindsAsync());
    }

    internal readonly record struct Move(int What, int Points);

    private sealed class Walk(Cinema cinema, string guest)
    {
        private readonly PointsModel _model = new();
        private readonly List<(string Order, long Points)> _pending = [];
        private readonly List<(string Order, long Points)> _posted = [];
        private readonly List<(string Order, long Points)> _held = [];
        private readonly List<(string Order, long Points)> _used = [];
        private DateTimeOffset _now = Start;

        public List<string> Story { get; } = [];

        public async Task BeginAsync()
        {
            await using var db = await cinema.Database.BeginAsync();
            await db.InsertAsync(new GuestRow { Id = guest, OpenId = guest, CreatedAt = Start, PhoneBoundAt = Start });
            await db.CommitAsync();
        }

        public async Task TakeAsync(Move move)
        {
            Story.Add($"{move.What}({move.Points})");
            _now += TimeSpan.FromMinutes(1);
            var script = new Script();
            switch (move.What)
            {
                case 0:
                    PointsLedger.OpenAndExpire(script, guest, _now);
                    PointsLedger.Credit(script, PointsKind.Granted, Entry(New("ptg")), move.Points, 0);
                    _model.Expire(_now.ToUnixTimeMilliseconds());
                    _model.Credit(move.Points, Life.ToUnixTimeMilliseconds());
                    break;
                case 1:
                    var earned = New("ord");
                    cinema.Service<OrderEarnings>().Earn(script, new Earning(earned, guest, Fen.Zero, 2, move.Points, Fen.Zero), "sho_x", _now, _now);
                    _pending.Add((earned, move.Points));
                    _model.Pending += move.Points;
                    break;
                case 2 when _pending.Count > 0:
                    var (order, points) = Pop(_pending, move.Points);
                    PointsLedger.Open(script, guest);
                    PointsLedger.Credit(script, PointsKind.Posted, Entry(order, order), points, -points);
                    script.Do($"UPDATE loyalty_orders SET posted_at = {_now} WHERE order_id = {order}");
                    _posted.Add((order, points));
                    _model.Pending -= points;
                    _model.Credit(points, Life.ToUnixTimeMilliseconds());
                    break;
                case 3 or 4:
                    await SpendAsync(move.Points);
                    break;
                case 5 when _held.Count > 0:
                    var paid = Pop(_held, move.Points);
                    OrderPoints.Use(script, guest, paid.Order, New("pay"), _now);
                    _model.Expire(_now.ToUnixTimeMilliseconds());
                    _used.Add(paid);
                    break;
                case 6 when _held.Count > 0:
                    var ended = Pop(_held, move.Points);
                    // Twice: the second changes nothing.
                    OrderPoints.GiveBackHeld(script, guest, ended.Order, _now);
                    OrderPoints.GiveBackHeld(script, guest, ended.Order, _now);
                    _model.Return(ended.Points, _now.ToUnixTimeMilliseconds());
                    PointsLedger.OpenAndExpire(script, guest, _now);
                    _model.Expire(_now.ToUnixTimeMilliseconds());
                    break;
                case 7 when _used.Count > 0:
                    var refunded = Pop(_used, move.Points);
                    PointsLedger.OpenAndExpire(script, guest, _now);
                    cinema.Service<OrderPoints>().GiveBackUsed(script, guest, refunded.Order, New("ref"), refunded.Points, _now);
                    _model.Expire(_now.ToUnixTimeMilliseconds());
                    _model.Return(refunded.Points, (_now + TimeSpan.FromDays(7)).ToUnixTimeMilliseconds());
                    break;
                case 8 when _pending.Count + _posted.Count > 0:
                    TakeBack(script, move);
                    break;
                case 9:
                    _now += TimeSpan.FromDays(move.Points / 4);
                    PointsLedger.OpenAndExpire(script, guest, _now);
                    _model.Expire(_now.ToUnixTimeMilliseconds());
                    break;
                default:
                    return;
            }

            await RunAsync(script);
            await CompareAsync();
        }

        public async Task<List<PointsKind>> KindsAsync()
        {
            await using var db = cinema.Database.Read();
            return await db.GetTable<PointsEntryRow>().Where(e => e.GuestId == guest).Select(e => e.Kind).Distinct().ToListAsync();
        }

        /// <summary>Short enough that a walk sees drawers emptied.</summary>
        private DateTimeOffset Life => _now + TimeSpan.FromDays(40);

        private void TakeBack(Script script, Move move)
        {
            var wasPending = _pending.Count > 0 && (move.Points % 2 == 0 || _posted.Count == 0);
            var (order, points) = Pop(wasPending ? _pending : _posted, move.Points);
            PointsLedger.OpenAndExpire(script, guest, _now);
            cinema.Service<OrderEarnings>().TakeBack(script, new Earning(order, guest, Fen.Zero, 2, points, Fen.Zero), New("ref"), _now);
            _model.Expire(_now.ToUnixTimeMilliseconds());
            if (wasPending) _model.Pending -= points;
            else _model.TakeBack(points);
        }

        private async Task SpendAsync(long points)
        {
            var order = New("ord");
            var expected = PointsAfterExpiry(points);
            var asking = new Script();
            var balance = OrderPoints.AskBalance(asking, guest, _now);
            await using var db = await cinema.Database.BeginAsync();
            var enough = OrderPoints.Balance((await db.RunAsync(asking))[balance]) >= points;
            var spending = new Script();
            // Whether there are enough is for the ledger's own guard to say, too.
            var spent = PointsLedger.Spend(spending, Entry(order, order), points);
            var results = await db.RunAsync(spending);
            Assert.Equal(enough, results[spent].Count == 1);
            if (enough)
            {
                var writing = new Script();
                writing.Do($"""
                    INSERT INTO points_spends (order_id, guest_id, points, state, seq)
                    VALUES ({order}, {guest}, {points}, 'held', (SELECT seq FROM points_entries WHERE kind = 'spent' AND ref = {order}))
                    """);
                await db.RunAsync(writing);
                _held.Add((order, points));
            }

            await db.CommitAsync();
            Assert.Equal(expected, enough);
        }

        private bool PointsAfterExpiry(long points)
        {
            _model.Expire(_now.ToUnixTimeMilliseconds());
            return _model.Spend(points);
        }

        private PointsEntry Entry(string cause, string? order = null) => new(guest, cause, _now, order, LivesUntil: Life);

        private string New(string prefix) => Id.New(prefix, _now);

        private static (string Order, long Points) Pop(List<(string Order, long Points)> from, int which)
        {
            var item = from[which % from.Count];
            from.Remove(item);
            return item;
        }

        private async Task RunAsync(Script script)
        {
            await using var db = await cinema.Database.BeginAsync();
            await db.CommitAsync(script);
        }

        private async Task CompareAsync()
        {
            await using var db = cinema.Database.Read();
            var account = await db.GetTable<PointsAccountRow>().FirstOrDefaultAsync(a => a.GuestId == guest);
            Assert.Equal((_model.Balance, _model.Pending), (account?.Balance ?? 0, account?.Pending ?? 0));
        }
    }
}
