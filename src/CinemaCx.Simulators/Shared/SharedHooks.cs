using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Simulators.Shared;

/// <summary>The part of <c>/_sim/</c> that both simulators have: faults, calls, reset and the page.</summary>
internal static class SharedHooks
{
    public static void Map(WebApplication app, FaultBox faults, CallLog calls, string page, Action reset)
    {
        var sim = app.MapGroup("/_sim");
        MapFaults(sim, faults);
        sim.MapGet("/calls", (string? path, int? limit) =>
            SimJson.Ok(new { total = calls.Count, calls = calls.Newest(path, limit ?? 200) }));
        sim.MapPost("/reset", () =>
        {
            faults.Remove(null);
            reset();
            calls.Clear();
            return Results.NoContent();
        });
        sim.MapGet("/", () => Page.File(page));
        foreach (var file in Page.SharedFiles) sim.MapGet("/" + file, () => Page.File(file));
        var script = Path.ChangeExtension(page, ".js");
        sim.MapGet("/" + script, () => Page.File(script));
        app.MapGet("/", () => Results.Redirect("/_sim/"));
    }

    private static void MapFaults(IEndpointRouteBuilder sim, FaultBox faults)
    {
        sim.MapPost("/faults", (Fault fault) => FaultKind.All.Contains(fault.Kind)
            ? SimJson.Ok(new { id = faults.Add(fault) })
            : SimJson.Refuse(400, "unknown-kind", "kind must be one of " + string.Join(", ", FaultKind.All)));
        sim.MapGet("/faults", () => SimJson.Ok(faults.List()));
        sim.MapDelete("/faults", () => SimJson.Ok(new { removed = faults.Remove(null) }));
        sim.MapDelete("/faults/{id:int}", (int id) => SimJson.Ok(new { removed = faults.Remove(id) }));
    }
}
