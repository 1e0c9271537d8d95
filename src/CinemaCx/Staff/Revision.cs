using System.Globalization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Staff;

/// <summary>
/// Which writing of a sheet that several people edit (rules, chains, hours, a roster) stands. Whoever saves takes the next number, one at a time; who began
/// with an older one is told instead of overwriting what she has not seen.
/// </summary>
public static class Revision
{
    /// <returns>0 while nobody saved one.</returns>
    public static async Task<long> OfAsync(DbSession db, string sheet, CancellationToken cancellation)
    {
        var script = new Script();
        var present = script.Ask($"SELECT value FROM counters WHERE name = {sheet}");
        return (await db.RunAsync(script, cancellation))[present] is [var value, ..] ? long.Parse(value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>First statement of a saving; whoever else saves the same sheet waits until it is over.</summary>
    /// <param name="seen">What the editor began with; null: whatever stands is to be replaced.</param>
    /// <returns>The new number.</returns>
    /// <exception cref="Refusal">409 <c>changed-meanwhile</c>.</exception>
    public static async Task<long> TakeAsync(DbSession db, string sheet, long? seen, CancellationToken cancellation)
    {
        var script = new Script();
        var taken = seen is { } began
            ? script.Ask($"""
                INSERT INTO counters (name, value) SELECT {sheet}, 1 WHERE {began} = 0 OR EXISTS (SELECT 1 FROM counters WHERE name = {sheet})
                ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 WHERE counters.value = {began} RETURNING value
                """)
            : script.Ask($"INSERT INTO counters (name, value) VALUES ({sheet}, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value");
        return (await db.RunAsync(script, cancellation))[taken] is [var value, ..]
            ? long.Parse(value, CultureInfo.InvariantCulture)
            : throw StaffRefusals.ChangedMeanwhile();
    }
}
