using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Coupons;

/// <summary>What people are called whose ids stand in rows.</summary>
public sealed class StaffNames(StaffDirectory directory)
{
    public async Task<IReadOnlyDictionary<string, string>> AllAsync(CancellationToken cancellation) =>
        await directory.NamesAsync(cancellation);
}
