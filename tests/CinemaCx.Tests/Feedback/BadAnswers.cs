using System.Net;
using System.Text;
using CinemaCx.Feedback;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>What no honest phone sends is refused by name, and nothing of it is kept.</summary>
public sealed class BadAnswers
{
    private const string Good = "\"id\":\"a-0123456789abcdef\",\"device\":\"phone-1\"";

    public static TheoryData<string, int, string> Bodies { get; } = new()
    {
        { "\"stars\":0,TP", 422, "stars-out-of-range" },
        { "\"stars\":6,TP", 422, "stars-out-of-range" },
        { "TP", 422, "stars-out-of-range" },
        { "\"stars\":\"5\",TP", 400, "malformed-request" },
        { "\"stars\":1,\"touchpoint\":\"nobody-knows\"", 404, "touchpoint-not-found" },
        { "\"stars\":1,\"touchpoint\":\"../../etc\"", 404, "touchpoint-not-found" },
        { "\"stars\":1", 400, "feedback-place-required" },
        { "\"stars\":1,\"ticketId\":\"tkt_x\",TP", 400, "feedback-place-required" },
        { "\"stars\":1,\"ticketId\":\"tkt_x\"", 401, "session-required" },
        { "\"stars\":1,\"nps\":11,TP", 422, "nps-out-of-range" },
        { "\"stars\":1,\"nps\":-1,TP", 422, "nps-out-of-range" },
        { "\"stars\":1,\"stages\":{\"parking\":3},TP", 422, "stage-invalid" },
        { "\"stars\":1,\"stages\":{\"av\":6},TP", 422, "stage-invalid" },
        { "\"stars\":1,\"chips\":[\"free-beer\"],TP", 422, "chip-unknown" },
        { "\"stars\":1,\"chips\":[null],TP", 422, "chip-unknown" },
        { "\"stars\":1,\"comment\":\"LONG\",TP", 422, "comment-too-long" },
        { "\"stars\":1,\"phone\":\"12345\",\"contactConsent\":true,TP", 422, "phone-invalid" },
        { "\"stars\":1,\"phone\":\"hello\",\"contactConsent\":true,TP", 422, "phone-invalid" },
        { "\"stars\":1,\"phone\":\"13812345678\",TP", 422, "contact-consent-required" },
        { "\"stars\":1,\"ageSeconds\":86401,TP", 422, "age-out-of-range" },
        { "\"stars\":1,\"ageSeconds\":-1,TP", 422, "age-out-of-range" },
        { "\"id\":\"short\",\"stars\":1,TP", 400, "answer-id-invalid" },
        { "\"id\":\"a-0123456789abcdef'; DROP TABLE answers\",\"stars\":1,TP", 400, "answer-id-invalid" },
        { "\"device\":\"a b\",\"stars\":1,TP", 400, "device-invalid" },
        { "\"stars\":1,\"comment\":\"\\ud800\",TP", 400, "malformed-request" },
    };

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_is_refused_and_leaves_no_trace(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var touchpoint = $"\"touchpoint\":\"{await cinema.TouchpointAsync(TouchpointKind.Washroom)}\"";
        foreach (var (sent, status, code) in Bodies.Select(row => row.Data))
        {
            var body = sent.Replace("TP", touchpoint, StringComparison.Ordinal).Replace("LONG", new string('长', 10_000), StringComparison.Ordinal);
            // Of two members of one name the last counts.
            using var content = new StringContent($"{{{Good},{body}}}", Encoding.UTF8, "application/json");
            var answer = await Answer.ReadAsync(await cinema.Http.PostAsync("/api/v1/feedback", content));
            Assert.True((answer.Status, answer.Code) == (status, code), $"{sent[..Math.Min(60, sent.Length)]}: {answer.Status} {answer.Text}");
        }

        Assert.Empty(await cinema.AnswersAsync());
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_she_wrote_is_kept_as_she_wrote_it_and_shown_as_text(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        using var phone = new Phone(cinema);
        var page = await phone.OpenAsync("/s/" + code);
        const string Words = "</textarea><script>alert(1)</script>\"'&\u0007 好👍";

        await phone.SubmitAsync(page, ("stars", "1"));
        var more = await phone.FollowAsync();
        await phone.SubmitAsync(more, ("step", "more"), ("was", "1"), ("comment", Words));
        await phone.FollowAsync();
        var again = await phone.OpenAsync("/s/" + code);

        Assert.DoesNotContain("<script>alert", again.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;/textarea&gt;&lt;script&gt;alert(1)", again.Text, StringComparison.Ordinal);
        Assert.Equal(Words.Replace("\u0007", "", StringComparison.Ordinal), Assert.Single(await cinema.AnswersAsync()).Comment);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task In_a_browser_a_refusal_is_a_page_in_chinese(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing, ("RateLimits:Enabled", "true"), ("RateLimits:Permits:feedback", "4"));
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        using var phone = new Phone(cinema);

        ShouldBePage(await phone.OpenAsync("/s/nobody-knows"), 404, "二维码已失效");
        ShouldBePage(await phone.OpenAsync("/s/t/" + new string('x', 48)), 404, "链接已失效");
        var page = await phone.OpenAsync("/s/" + code);
        ShouldBePage(await phone.SubmitAsync(page, ("stars", "9")), 422, "请选择 1 至 5 星");
        Assert.Equal(303, (await phone.SubmitAsync(page, ("stars", "3"))).Status);
        var late = await phone.SubmitAsync(page, ("stars", "2"));
        ShouldBePage(late, 429, "操作太频繁");
        Assert.True(int.Parse(late.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(HttpStatusCode.NotFound, (await cinema.Http.GetAsync("/s/-/survey.000000000000.css")).StatusCode);
    }

    private static void ShouldBePage(Answer answer, int status, string sentence)
    {
        answer.ShouldBe(status);
        Assert.StartsWith("text/html", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains(sentence, answer.Text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }
}
