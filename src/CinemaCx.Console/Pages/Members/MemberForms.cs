using CinemaCx.Campaigns;
using CinemaCx.Console.Parts;
using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Pages.Members;

internal static class MemberForms
{
    private const int LongestReason = 60;

    public static IServiceCollection AddMemberPages(this IServiceCollection services) => services
        .AddListing<MemberListing>()
        .AddSingleton<MemberLedgers>()
        .AddSingleton<MemberPast>()
        .AddScoped<MemberFile>();

    public static void MapMembers(this IEndpointRouteBuilder console)
    {
        console.MapExport<MemberListing, GuestLine>("/console/members", MemberWords.Looking);
        console.MapForm("/console/members/find", FindAsync, MemberWords.Looking);
        console.MapForm("/console/members/{id}/give", GiveAsync, MemberWords.Giving);
        console.MapForm("/console/members/{id}/revoke", RevokeAsync, MemberWords.Revoking);
        console.MapForm("/console/members/{id}/points", GrantPointsAsync, MemberWords.Granting);
        console.MapForm("/console/members/{id}/birthday", ChangeBirthdayAsync, MemberWords.Correcting);
        console.MapForm("/console/members/{id}/tag", TagAsync, MemberWords.Looking);
        console.MapForm("/console/members/{id}/untag", UntagAsync, MemberWords.Looking);
    }

    /// <summary>Posted, so that a number never stands in an address or a log.</summary>
    private static async Task<IResult> FindAsync(FormPost form, GuestDirectory directory, CancellationToken cancellation) =>
        await directory.FindAsync(form.Member, form.Text("who"), cancellation) switch
        {
            [var one] => Results.Redirect("/console/members/" + one.Id),
            [] => throw MemberRefusals.UnknownGuest(),
            var several => throw new Refusal(409, "guest-several", $"这个号码对应多位观众，请用会员编号查找：{string.Join('、', several.Take(5).Select(g => g.Id))}"),
        };

    private static async Task<IResult> GiveAsync(FormPost form, string id, GuestDirectory directory, GrantCoupon grant, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        var reason = form.Text("reason");
        if (reason.Length > LongestReason || reason.Any(char.IsControl)) throw new Refusal(400, "malformed-request", $"发放原因最多{LongestReason}个字");
        var key = IdempotentAttempt.From(form.Member.EmployeeId, form.Text("key"), "grant-coupon", new { id, reason }).Key;
        var issued = await grant.RunAsync(form.Member, form.Text("template"), guest.Id, reason, key, cancellation);
        return await form.DoneAsync($"已送出{issued.Name}");
    }

    private static async Task<IResult> RevokeAsync(FormPost form, string id, GuestDirectory directory, CouponWallet wallet, RevokeCoupon revoke, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        var coupon = await wallet.GetAsync(guest.Id, form.Text("coupon"), cancellation);
        await revoke.RunAsync(coupon.Id, form.Member, cancellation);
        return await form.DoneAsync($"已收回{coupon.Name}");
    }

    private static async Task<IResult> GrantPointsAsync(FormPost form, string id, GuestDirectory directory, GrantPoints grant, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        var (points, reason) = (form.Number("points") ?? 0, form.Text("reason"));
        var attempt = IdempotentAttempt.From(form.Member.EmployeeId, form.Text("key"), "grant-points " + id, new { points, reason });
        await grant.RunAsync(guest.Id, points, reason, form.Member, attempt, cancellation);
        return await form.DoneAsync($"已赠送 {points} 积分");
    }

    private static async Task<IResult> ChangeBirthdayAsync(FormPost form, string id, GuestDirectory directory, SetBirthday set, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        await set.ChangeAsync(guest.Id, form.Text("birthday"), form.Member.EmployeeId, form.Text("reason"), cancellation);
        return await form.DoneAsync("生日已更正");
    }

    private static async Task<IResult> TagAsync(FormPost form, string id, GuestDirectory directory, GuestTags tags, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        await tags.GiveAsync(form.Member, guest.Id, form.Text("tag"), cancellation);
        return await form.DoneAsync("标签已添加");
    }

    private static async Task<IResult> UntagAsync(FormPost form, string id, GuestDirectory directory, GuestTags tags, CancellationToken cancellation)
    {
        var guest = await directory.RequireAsync(form.Member, id, cancellation);
        await tags.TakeAsync(form.Member, guest.Id, form.Text("tag"), cancellation);
        return await form.DoneAsync("标签已移除");
    }
}
