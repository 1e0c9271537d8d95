using System.Buffers.Text;
using System.Net.Http.Json;
using CinemaCx.Members;
using CinemaCx.Platform.Redis;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Members;

/// <summary>From wx.login to signing out: who holds the token is the guest, for as long as the session lives and no longer.</summary>
public sealed class Sessions
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_token_is_256_bits_and_only_its_hash_is_kept(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++) tokens.Add((await cinema.GuestAsync("oTheSameGuestEveryTime000000")).Token);

        Assert.Equal(3, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Equal(32, Base64Url.DecodeFromChars(token).Length));
        await using var db = cinema.Database.Read();
        var kept = await db.GetTable<GuestSessionRow>().ToListAsync();
        Assert.Equal(3, kept.Count);
        Assert.Single(kept.Select(s => s.GuestId).Distinct());
        Assert.All(kept, session => Assert.DoesNotContain(tokens, token => session.ToString().Contains(token, StringComparison.Ordinal)));
        Assert.Equal(tokens.Select(HashOf).Order(), kept.Select(s => s.TokenHash).Order());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_platforms_session_key_is_in_no_answer(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var code = await cinema.SimAsync(cinema.WeChatUrl, "login-codes");
        var signedIn = (await SignInAsync(cinema, code.GetProperty("code").GetString())).ShouldBe(201);
        var token = signedIn.Body.GetProperty("token").GetString()!;
        var stored = await StoredAsync(cinema, token);
        var sessionKey = System.Text.Json.JsonDocument.Parse(stored).RootElement.GetProperty("SessionKey").GetString()!;
        var guest = new Guest(cinema, token);
        var answers = new[] { signedIn, await guest.GetAsync("/api/v1/me"), await guest.GetAsync("/api/v1/orders") };

        Assert.Equal(16, Convert.FromBase64String(sessionKey).Length);
        Assert.DoesNotContain(token, stored, StringComparison.Ordinal);
        Assert.All(answers, answer =>
        {
            var everything = answer.Text + string.Join('\n', answer.Headers.Values);
            Assert.DoesNotContain(sessionKey, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(code.GetProperty("openid").GetString()!, everything, StringComparison.Ordinal);
        });
        Assert.Equal(["guestId", "isNew", "phoneMask", "token"], signedIn.Body.EnumerateObject().Select(p => p.Name).Order());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_login_code_works_once_and_only_if_the_platform_gave_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var code = (await cinema.SimAsync(cinema.WeChatUrl, "login-codes")).GetProperty("code").GetString();

        (await SignInAsync(cinema, code)).ShouldBe(201);
        (await SignInAsync(cinema, code)).ShouldRefuse(401, "login-code-invalid");
        (await SignInAsync(cinema, "0a3made0up4code5never6given7by8")).ShouldRefuse(401, "login-code-invalid");
        var late = (await cinema.SimAsync(cinema.WeChatUrl, "login-codes")).GetProperty("code").GetString();
        cinema.FastForward(TimeSpan.FromMinutes(6));
        (await SignInAsync(cinema, late)).ShouldRefuse(401, "login-code-invalid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_the_platform_blocks_is_told_so(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var code = (await cinema.SimAsync(cinema.WeChatUrl, "login-codes", new { blocked = true })).GetProperty("code").GetString();

        (await SignInAsync(cinema, code)).ShouldRefuse(403, "login-blocked");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Being_used_keeps_a_session_alive(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Sessions:IdleTimeout", "00:00:04"));
        var (busy, idle) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var redis = cinema.Service<RedisConnection>();

        // Redis counts in real time: what is left of the session is looked at, and one session is left alone until it is over.
        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(1000);
            (await busy.GetAsync("/api/v1/me")).ShouldBe(200);
            var left = await redis.RunAsync(db => db.KeyTimeToLiveAsync("session:" + HashOf(busy.Token)));
            Assert.InRange(left!.Value.TotalSeconds, 2.5, 4);
        }

        (await idle.GetAsync("/api/v1/me")).ShouldRefuse(401, "session-invalid");
        (await busy.GetAsync("/api/v1/me")).ShouldBe(200);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_session_ends_after_its_lifetime_however_busy_it_was(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Sessions:Lifetime", "2.00:00:00"));
        var guest = await cinema.GuestAsync();
        for (var hour = 0; hour < 47; hour++)
        {
            (await guest.GetAsync("/api/v1/me")).ShouldBe(200);
            cinema.FastForward(TimeSpan.FromHours(1));
        }

        (await guest.GetAsync("/api/v1/me")).ShouldBe(200);
        cinema.FastForward(TimeSpan.FromHours(1));
        (await guest.GetAsync("/api/v1/me")).ShouldRefuse(401, "session-invalid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Signing_out_ends_this_session_at_once_and_no_other(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await using var other = await SeatMaps.SecondInstance.OpenAsync(cinema);
        var (phone, tablet) = (await cinema.GuestAsync("oOneGuestTwoDevices000000000"), await cinema.GuestAsync("oOneGuestTwoDevices000000000"));
        (await other.GetAsync("/api/v1/me", phone.Token)).ShouldBe(200);

        (await phone.SendAsync(HttpMethod.Delete, "/api/v1/sessions/current")).ShouldBe(204);

        (await phone.GetAsync("/api/v1/me")).ShouldRefuse(401, "session-invalid");
        (await other.GetAsync("/api/v1/me", phone.Token)).ShouldRefuse(401, "session-invalid");
        (await phone.SendAsync(HttpMethod.Delete, "/api/v1/sessions/current")).ShouldRefuse(401, "session-invalid");
        (await tablet.GetAsync("/api/v1/me")).ShouldBe(200);
        await using var db = cinema.Database.Read();
        Assert.Equal([HashOf(tablet.Token)], await db.GetTable<GuestSessionRow>().Select(s => s.TokenHash).ToListAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Two_phones_signing_in_at_once_are_one_guest(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guests = new string[32];
        await Parallel.ForAsync(0, guests.Length, async (i, _) =>
        {
            var guest = await cinema.GuestAsync("oOneGuestManyDevices00000000");
            guests[i] = (await guest.GetAsync("/api/v1/me")).ShouldBe(200).Body.GetProperty("guestId").GetString()!;
        });

        Assert.Single(guests.Distinct());
    }

    internal static string HashOf(string token) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private static async Task<string> StoredAsync(Cinema cinema, string token) =>
        (await cinema.Service<RedisConnection>().RunAsync(db => db.StringGetAsync("session:" + HashOf(token)))).ToString();

    private static async Task<Answer> SignInAsync(Cinema cinema, string? code) =>
        await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/sessions", new { code }));
}
