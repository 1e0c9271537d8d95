using System.Globalization;
using CinemaCx.Console.Parts;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Console.Pages.Roster;

/// <param name="FileName">Of an uploaded roster, which the confirming form brings along once more.</param>
internal sealed record TriedRoster(RosterReport Report, string? FileName, string? File);

internal static class RosterForms
{
    private const int LargestFile = 1024 * 1024;

    private static readonly StaffRole[] Planners = [StaffRole.SiteManager, StaffRole.GeneralManager];

    public static void MapRoster(this IEndpointRouteBuilder console)
    {
        console.MapForm("/console/roster/{cinema}/import", ImportAsync, Planners).WithMetadata(new RequestSizeLimitAttribute(4 * LargestFile));
        console.MapForm("/console/roster/{cinema}/{duty}/cover", CoverAsync, Planners);
        console.MapForm("/console/roster/{cinema}/{duty}/swap", SwapAsync, Planners);
        console.MapForm("/console/roster/{cinema}/{duty}/covers/{id}/remove", RemoveAsync, Planners);
    }

    /// <summary>First shown, then saved: what is saved is what was shown, unless somebody saved another plan in between.</summary>
    private static async Task<IResult> ImportAsync(FormPost post, string cinema, ImportRoster import, CancellationToken cancellation)
    {
        post.Visit.MustAnswerFor(cinema);
        var (name, file) = await FileAsync(post, cancellation);
        var saving = post.Text("act") == "save" ? new RosterSaving(post.Member, post.Number("seen")) : null;
        var report = file is null
            ? await import.RunAsync(cinema, post.Text("table"), saving, cancellation)
            : await import.RunAsync(cinema, name!, file, saving, cancellation);
        if (!report.Applied) return post.Show(report.Refused.Count > 0 ? "有读不懂的行，整份都没有保存" : "这是预览，还没有保存", new TriedRoster(report, name, file is null ? null : Convert.ToBase64String(file)));
        return await post.DoneAsync($"排班已保存，共 {report.Taken} 个班次", $"/console/roster?cinema={cinema}&from={Day(report.Result.Count > 0 ? DateOnly.FromDateTime(post.Visit.Local(report.Result[0].From, cinema).DateTime) : null)}");
    }

    private static async Task<(string? Name, byte[]? File)> FileAsync(FormPost post, CancellationToken cancellation)
    {
        if (post.File("file") is { } upload)
        {
            if (upload.Length > LargestFile) throw StaffRefusals.RosterUnreadable("文件不能超过 1 MB");
            var bytes = new byte[upload.Length];
            await using var stream = upload.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, cancellation);
            return (upload.FileName, bytes);
        }

        if (post.Optional("kept-file") is not { } kept) return (null, null);
        var content = new byte[LargestFile];
        return Convert.TryFromBase64String(kept, content, out var length) ? (post.Text("kept-name"), content[..length]) : throw StaffRefusals.RosterUnreadable("文件请重新选择");
    }

    private static async Task<IResult> CoverAsync(FormPost post, string cinema, string duty, DutyCovers covers, CancellationToken cancellation)
    {
        post.Visit.MustAnswerFor(cinema);
        await covers.AddAsync(cinema, duty, new CoverWish(post.Text("person"), post.Text("replaces"), Wall(post, "from"), Wall(post, "to")), post.Member, cancellation);
        return await post.DoneAsync("代班已登记，这段时间的提醒会发给代班人");
    }

    private static async Task<IResult> SwapAsync(FormPost post, string cinema, string duty, DutyCovers covers, CancellationToken cancellation)
    {
        post.Visit.MustAnswerFor(cinema);
        // The first gives up her stretch to the second, and takes over the second's.
        var wish = new CoverWish(post.Text("other"), post.Text("one"), Wall(post, "one-from"), Wall(post, "one-to"));
        await covers.SwapAsync(cinema, duty, wish, (Wall(post, "other-from"), Wall(post, "other-to")), post.Member, cancellation);
        return await post.DoneAsync("换班已登记，两段时间的提醒会发给换过来的人");
    }

    private static async Task<IResult> RemoveAsync(FormPost post, string cinema, string duty, string id, DutyCovers covers, CancellationToken cancellation)
    {
        post.Visit.MustAnswerFor(cinema);
        await covers.RemoveAsync(cinema, duty, id, post.Member, cancellation);
        return await post.DoneAsync("已取消，恢复原来的排班");
    }

    private static DateTime Wall(FormPost post, string name) =>
        DateTime.TryParseExact(post.Text(name), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            ? wall
            : throw StaffRefusals.CoverInvalid("请填写起止时间");

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
