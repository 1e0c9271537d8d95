using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A code becomes a coupon, once and for one guest.</summary>
public sealed class ClaimingCoupons
{
    private const int Many = 64;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_gets_no_more_of_a_kind_than_she_may(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { PerGuestLimit = 3 });

        var answers = await ClaimManyAsync(cinema, template, await cinema.GuestAsync());
        Assert.Equal(3, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a => a.ShouldRefuse(409, "coupon-guest-limit"));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_she_would_get_more(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { PerGuestLimit = 3 });
        cinema.TakeOut(CouponGuards.GuestLimit);

        var answers = await ClaimManyAsync(cinema, template, await cinema.GuestAsync());
        Assert.True(answers.Count(a => a.Status == 200) > 3);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_many_who_enter_one_code_one_gets_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var code = await cinema.CodeAsync(await cinema.TemplateAsync());
        var guests = await cinema.GuestsAsync(Crowd.Size);

        var answers = await Crowd.AtOnceAsync(guests.Length, i => ClaimAsync(guests[i], code));
        var winner = guests[Array.FindIndex(answers, a => a.Status == 200)];
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.ShouldRefuse(409, "coupon-code-used"));
        // Her own again changes nothing.
        (await ClaimAsync(winner, code)).ShouldBe(200);
        Assert.Single(await winner.WalletAsync());
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_many_are_told_it_is_theirs(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        cinema.TakeOut(Unguarded);
        var guests = await cinema.GuestsAsync(Crowd.Size);

        var happened = await Crowd.EverAsync(5, async () =>
        {
            var code = await cinema.CodeAsync(template);
            return (await Crowd.AtOnceAsync(guests.Length, i => ClaimAsync(guests[i], code))).Count(a => a.Status != 409) > 1;
        });
        Assert.True(happened);

        // What is looked at before writing is taken out too: where writers stand in line it alone would do.
        static string Unguarded(string sql) => CouponGuards.CodeIsNobodys(sql)
            .Replace("[c_1].[guest_id]", "NULL", StringComparison.Ordinal)
            .Replace("c_1.guest_id", "NULL", StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_code_may_be_typed_as_people_type(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync(t => t with { PerGuestLimit = 9 });
        var guest = await cinema.GuestAsync();
        var code = await cinema.CodeAsync(template);

        (await ClaimAsync(guest, $" {ClaimCodes.Spoken(code).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l')} ")).ShouldBe(200);
        (await ClaimAsync(guest, "K7QF-92MX-PD3T")).ShouldRefuse(404, "coupon-code-invalid");
        (await ClaimAsync(guest, "兑换")).ShouldRefuse(404, "coupon-code-invalid");
        (await ClaimAsync(guest, "")).ShouldRefuse(400, "code-required");

        var late = await cinema.CodeAsync(template);
        cinema.FastForward(TimeSpan.FromDays(31));
        var again = await cinema.GuestAsync();
        (await ClaimAsync(again, late)).ShouldRefuse(422, "coupon-expired");
    }

    private static Task<Answer> ClaimAsync(Guest guest, string code) => guest.PostAsync("/api/v1/me/coupons", new { code });

    private static async Task<Answer[]> ClaimManyAsync(Cinema cinema, CouponTemplateRow template, Guest guest)
    {
        var codes = new string[Many];
        for (var i = 0; i < Many; i++) codes[i] = await cinema.CodeAsync(template);
        return await Crowd.AtOnceAsync(Many, i => ClaimAsync(guest, codes[i]));
    }
}
