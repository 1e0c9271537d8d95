namespace CinemaCx.Tests.Loyalty;

/// <summary>
/// Points as anybody would keep them in drawers: one per earning, with the day on which it is emptied. Whoever takes points takes them from the drawer
/// that is emptied first; whoever brings some back puts them where they keep longest and still fit.
/// </summary>
internal sealed class PointsModel
{
    private readonly List<Drawer> _drawers = [];

    public long Debt { get; private set; }

    public long Pending { get; set; }

    public long Balance => _drawers.Sum(d => d.Left) - Debt;

    /// <summary>A new drawer; a debt is paid out of it first.</summary>
    public void Credit(long points, long emptiedAt)
    {
        var drawer = new Drawer(points, emptiedAt);
        var pays = Math.Min(Debt, points);
        Debt -= pays;
        drawer.Left = points - pays;
        _drawers.Add(drawer);
    }

    public bool Spend(long points)
    {
        if (Balance < points) return false;
        Take(points);
        return true;
    }

    public void TakeBack(long points)
    {
        var there = Math.Min(points, _drawers.Sum(d => d.Left));
        Take(there);
        Debt += points - there;
    }

    /// <param name="newLife">When what fits no drawer any more is emptied.</param>
    public void Return(long points, long newLife)
    {
        var pays = Math.Min(Debt, points);
        Debt -= pays;
        points -= pays;
        foreach (var drawer in _drawers.OrderByDescending(d => d.EmptiedAt))
        {
            var fits = Math.Min(points, drawer.Size - drawer.Left);
            drawer.Left += fits;
            points -= fits;
        }

        if (points > 0) _drawers.Add(new Drawer(points, newLife) { Left = points });
    }

    /// <returns>How many points were in the drawers that are emptied by now.</returns>
    public long Expire(long now)
    {
        var lost = _drawers.Where(d => d.EmptiedAt <= now).Sum(d => d.Left);
        _drawers.RemoveAll(d => d.EmptiedAt <= now);
        return lost;
    }

    private void Take(long points)
    {
        foreach (var drawer in _drawers.OrderBy(d => d.EmptiedAt))
        {
            var taken = Math.Min(points, drawer.Left);
            drawer.Left -= taken;
            points -= taken;
        }
    }

    private sealed class Drawer(long size, long emptiedAt)
    {
        public long Size => size;
        public long EmptiedAt => emptiedAt;
        public long Left { get; set; }
    }
}
