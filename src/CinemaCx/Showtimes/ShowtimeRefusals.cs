using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

public static class ShowtimeRefusals
{
    public static Refusal UnknownShowtime(string id) =>
        new(404, "showtime-not-found", "没有找到这个场次", Refusal.With("showtimeId", id));

    public static Refusal UnknownFilm(string id) =>
        new(404, "film-not-found", "没有找到这部影片", Refusal.With("filmId", id));

    public static Refusal SavedFilmsFull(int most) => new(422, "saved-films-full", $"最多收藏{most}部影片");

    public static Refusal FilesInvalid() => new(400, "programme-files-invalid", "请选择排片文件，合计不超过 16 MB");
}
