namespace CinemaCx.Tests.Crashes;

/// <summary>A house in a process that can be killed, guests who complain, and the staff's phones, which survive.</summary>
internal sealed class DeadlyEvening : IAsyncDisposable
{
    private readonly OutsideWorld _world;
    private readonly Reckoning _reckoning;

    private DeadlyEvening(OutsideWorld world, StaffPlatforms platforms, HouseLines lines)
    {
        (_world, Platforms, Lines) = (world, platforms, lines);
        House = new HouseInAProcess(world.Folder, world.GuestUrl, world.Settings);
        _reckoning = new Reckoning(world);
        Ledger = new AlertLedger(_reckoning.Services);
    }

    public HouseInAProcess House { get; }

    public StaffPlatforms Platforms { get; }

    public HouseLines Lines { get; }

    public AlertLedger Ledger { get; }

    /// <summary>Connection string.</summary>
    public string Database => _world.Connection;

    public IReadOnlyList<Exit> Exits { get; private set; } = [];

    public Complaints Complaints { get; private set; } = null!;

    public static async Task<DeadlyEvening> OpenAsync(string backing)
    {
        var world = await OutsideWorld.OpenAsync(backing);
        var platforms = await StaffPlatforms.OpenAsync();
        var lines = await platforms.LayLinesAsync();
        platforms.Tell(world.Settings, lines);
        var evening = new DeadlyEvening(world, platforms, lines);
        await evening.House.StartAndWaitAsync();
        evening.Exits = await evening.Ledger.PrepareAsync();
        evening.Complaints = new Complaints(world.GuestUrl, evening.Exits);
        return evening;
    }

    /// <summary>One exit of each cinema: the first's staff read WeCom, the second's DingTalk.</summary>
    public Exit ExitOf(int cinema) => Exits.First(e => e.Cinema == cinema);

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        Complaints?.Dispose();
        await _reckoning.DisposeAsync();
        await Lines.DisposeAsync();
        await Platforms.DisposeAsync();
        await _world.DisposeAsync();
    }
}
