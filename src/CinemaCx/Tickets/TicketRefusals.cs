using CinemaCx.Platform.Primitives;

namespace CinemaCx.Tickets;

public static class TicketRefusals
{
    public static Refusal NotFound() => new(404, "ticket-not-found", "没有找到这张电影票");

    public static Refusal AlreadyEntered(DateTimeOffset at, string atWall) => new(
        409, "ticket-already-entered", $"该票已于 {atWall} 入场", Refusal.With("enteredAt", at));

    public static Refusal Void() => new(409, "ticket-void", "该票已退，不能入场");

    public static Refusal OtherCinema(string cinema) => new(422, "ticket-other-cinema", $"该票属于{cinema}", Refusal.With("cinema", cinema));

    public static Refusal ShowtimeCancelled() => new(422, "showtime-cancelled", "本场次已取消，票款将全额退回");

    public static Refusal TooEarly(string startsAtWall) => new(422, "entry-too-early", $"本场次 {startsAtWall} 开场，尚未开始检票");

    public static Refusal Over() => new(422, "entry-too-late", "本场次已结束");
}
