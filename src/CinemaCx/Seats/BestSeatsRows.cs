using CinemaCx.Cinemas;

namespace CinemaCx.Seats;

/// <summary>
/// Seats a party too large for any row in as few rows as possible, directly one behind the other, each row's people side by
/// side. For a few columns as the party's middle, every band of rows is filled by dynamic programming over how many sit in each row.
/// </summary>
internal sealed class BestSeatsRows(SeatPlanGeometry hall, byte[] field, int count)
{
    private const long Never = long.MaxValue / 4;

    private readonly (long Cost, int First)[][] _best = NewTable<(long, int)>(hall.Lines.Length, count + 1);
    private readonly long[][] _least = NewTable<long>(hall.Lines.Length + 1, count + 1);
    private readonly int[][] _inRow = NewTable<int>(hall.Lines.Length + 1, count + 1);
    private readonly long[] _sums = new long[hall.Slots + 1];

    private List<int>? _chosen;
    private (int Rows, long Cost) _record = (int.MaxValue, Never);

    /// <returns>The slots, or null when no band of rows has room.</returns>
    public List<int>? Find()
    {
        var (left, right) = (hall.SlotOfSeat.Min(s => hall.X[s]), hall.SlotOfSeat.Max(s => hall.X[s]));
        var step = Math.Max(1, (right - left + 1) / (count > 24 ? 5 : 12));
        for (var middle = left + ((right - left) / 2 % step); middle <= right; middle += step)
        {
            MeasureRows(middle);
            for (var line = 0; line < hall.Lines.Length; line++)
                FillFrom(line);
        }

        return _chosen;
    }

    /// <summary>For every row, the best place for each number of people side by side.</summary>
    private void MeasureRows(int middle)
    {
        for (var slot = 0; slot < hall.Slots; slot++)
        {
            long aside = hall.X[slot] - middle;
            _sums[slot + 1] = _sums[slot] + hall.Comfort[slot] + (16 * aside * aside);
        }

        for (var line = 0; line < hall.Lines.Length; line++)
        {
            var best = _best[line];
            Array.Fill(best, (Never, -1));
            var (first, end) = hall.Lines[line];
            for (var start = first; start < end; start++)
            {
                if (field[start] == SeatSlot.CoupleRight || StrandedSeats.OnTheLeft(field, start))
                    continue;
                for (var size = 1; size <= count && start + size <= end && SeatSlot.IsSelectable(field[start + size - 1]); size++)
                {
                    var cost = _sums[start + size] - _sums[start];
                    if (cost < best[size].Cost && field[start + size - 1] != SeatSlot.CoupleLeft
                        && !StrandedSeats.OnTheRight(field, start + size - 1))
                        best[size] = (cost, start);
                }
            }
        }
    }

    private void FillFrom(int top)
    {
        Array.Fill(_least[0], Never);
        _least[0][0] = 0;
        for (var rows = 1; top + rows <= hall.Lines.Length && rows <= _record.Rows; rows++)
        {
            var line = top + rows - 1;
            if (rows > 1 && LineY(line) != LineY(line - 1) + 1)
                return;
            AddRow(rows, _best[line]);
            if (_least[rows][count] >= Never)
                continue;
            if ((rows, _least[rows][count]).CompareTo(_record) < 0)
                Remember(top, rows);
            return;
        }
    }

    private void AddRow(int rows, (long Cost, int First)[] best)
    {
        var (before, after, inRow) = (_least[rows - 1], _least[rows], _inRow[rows]);
        Array.Fill(after, Never);
        for (var size = 1; size <= count; size++)
        {
            if (best[size].First < 0)
                continue;
            for (var seated = size; seated <= count; seated++)
            {
                var cost = before[seated - size] + best[size].Cost;
                if (cost < after[seated])
                    (after[seated], inRow[seated]) = (cost, size);
            }
        }
    }

    private void Remember(int top, int rows)
    {
        _record = (rows, _least[rows][count]);
        _chosen = [];
        for (var (row, left) = (rows, count); row > 0; row--)
        {
            var size = _inRow[row][left];
            _chosen.AddRange(Enumerable.Range(_best[top + row - 1][size].First, size));
            left -= size;
        }

        _chosen.Sort();
    }

    private int LineY(int line) => hall.Y[hall.Lines[line].First];

    private static T[][] NewTable<T>(int rows, int columns)
    {
        var table = new T[rows][];
        for (var i = 0; i < rows; i++)
            table[i] = new T[columns];
        return table;
    }
}
