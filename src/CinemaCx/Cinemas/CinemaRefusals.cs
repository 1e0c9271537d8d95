using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cinemas;

public static class CinemaRefusals
{
    public static Refusal UnknownCinema(string id) =>
        new(404, "cinema-not-found", "没有找到这家影院", Refusal.With("cinemaId", id));

    public static Refusal UnknownPlan(string id) =>
        new(404, "seat-plan-not-found", "没有找到这张座位图", Refusal.With("planId", id));
}
