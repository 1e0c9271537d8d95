using System.Net.Http.Json;
using System.Text.Json;
using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Members;

/// <summary>A guest who leaves her number is a member from then on, and nobody reads the number anywhere.</summary>
public sealed class BindingAPhone
{
    private const string Number = "13912345678";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_number_is_kept_sealed_and_shown_masked(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var before = (await guest.GetAsync("/api/v1/me")).ShouldBe(200);
        Assert.False(before.Body.GetProperty("isMember").GetBoolean());
        Assert.Equal(JsonValueKind.Null, before.Body.GetProperty("phoneMask").ValueKind);

        var bound = (await BindAsync(cinema, guest)).ShouldBe(200);
        var me = (await guest.GetAsync("/api/v1/me")).ShouldBe(200);

        foreach (var answer in new[] { bound, me })
        {
            Assert.True(answer.Body.GetProperty("isMember").GetBoolean());
            var mask = answer.Body.GetProperty("phoneMask").GetString()!;
            Assert.Equal("139****5678", mask);
            Assert.DoesNotContain(Number, answer.Text, StringComparison.Ordinal);
        }

        await using var db = cinema.Database.Read();
        var row = Assert.Single(await db.GetTable<GuestRow>().ToListAsync());
        // Neither the number nor the part the mask hides is anywhere in the row.
        Assert.DoesNotContain(Number, row.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", row.ToString(), StringComparison.Ordinal);
        var personalData = cinema.Service<PersonalData>();
        Assert.Equal("+86" + Number, personalData.Decrypt(row.PhoneBox!));
        Assert.Equal(personalData.Index("+86" + Number), row.PhoneIndex);
        Assert.Equal("139****5678", (await SignInAgainAsync(cinema, row.OpenId)).GetProperty("phoneMask").GetString());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_phone_code_works_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var code = await PhoneCodeAsync(cinema);

        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code })).ShouldBe(200);
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code })).ShouldRefuse(422, "phone-code-invalid");
        (await guest.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code = "made-up" })).ShouldRefuse(422, "phone-code-invalid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task From_then_on_she_pays_the_members_price(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await ShowingWithMemberPriceAsync(cinema);
        var (stranger, member) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        (await BindAsync(cinema, member)).ShouldBe(200);

        var full = await stranger.HoldsBestAsync(showing);
        (await stranger.PostAsync($"/api/v1/orders/{full.Id}/cancellation")).ShouldBe(200);
        var less = await member.HoldsAsync(showing, [.. full.Seats.Select(s => s.Seat)]);

        var saved = full.Seats.Sum(s => showing.Prices[s.Zone].ListFen.Value - showing.Prices[s.Zone].MemberFen!.Value.Value);
        Assert.True(saved > 0);
        Assert.Equal(full.TotalFen.Value - saved, less.TotalFen.Value);
        Assert.DoesNotContain(full.PriceLines, line => line.Kind == "member");
        Assert.Equal(-saved, less.PriceLines.Where(line => line.Kind == "member").Sum(line => line.AmountFen.Value));
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task<Showing> ShowingWithMemberPriceAsync(Cinema cinema)
    {
        foreach (var days in Enumerable.Range(1, 4))
        {
            var showing = await cinema.ShowingAsync(TimeSpan.FromDays(days));
            if (showing.Prices.Values.All(price => price.MemberFen < price.ListFen)) return showing;
        }

        throw new InvalidOperationException("The sample has no showtime with a member price.");
    }

    private static async Task<JsonElement> SignInAgainAsync(Cinema cinema, string openId)
    {
        var code = await cinema.SimAsync(cinema.WeChatUrl, "login-codes", new { openid = openId });
        var answer = await Answer.ReadAsync(await cinema.Http.PostAsJsonAsync("/api/v1/sessions", new { code = code.GetProperty("code").GetString() }));
        Assert.False(answer.ShouldBe(201).Body.GetProperty("isNew").GetBoolean());
        return answer.Body;
    }

    private static async Task<Answer> BindAsync(Cinema cinema, Guest guest) =>
        await guest.SendAsync(HttpMethod.Put, "/api/v1/me/phone", new { code = await PhoneCodeAsync(cinema) });

    private static async Task<string> PhoneCodeAsync(Cinema cinema) =>
        (await cinema.SimAsync(cinema.WeChatUrl, "phone-codes", new { phoneNumber = Number })).GetProperty("code").GetString()!;
}
