using System.Net.Http.Json;
using CinemaCx.Members;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class FirstSignIn
{
    private const string OpenId = "oTheSameGuestOnManyPhones00";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_stranger_who_signs_in_thirty_two_times_at_once_becomes_one_guest(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var sessions = (await SignInAsync(cinema)).Select(a => a.ShouldBe(201).As<SignedIn>()).ToList();

        Assert.Single(sessions, s => s.IsNew);
        Assert.Single(sessions.Select(s => s.GuestId).Distinct());
        Assert.Equal(Crowd.Size, sessions.Select(s => s.Token).Distinct().Count());
        await using var db = cinema.Database.Read();
        Assert.Equal(1, await db.GetTable<GuestRow>().CountAsync(g => g.OpenId == OpenId));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_open_id_only_one_phone_would_get_in(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        cinema.TakeOut(Guards.GuestIsNew);
        Assert.Contains(await SignInAsync(cinema), a => a.Status >= 500);
    }

    private static async Task<Answer[]> SignInAsync(Cinema cinema)
    {
        var codes = await Crowd.AtOnceAsync(Crowd.Size, _ => cinema.SimAsync(cinema.WeChatUrl, "login-codes", new { openid = OpenId }));
        return await Crowd.AtOnceAsync(Crowd.Size, async i =>
            await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/sessions", new { code = codes[i].GetProperty("code").GetString() })));
    }
}
