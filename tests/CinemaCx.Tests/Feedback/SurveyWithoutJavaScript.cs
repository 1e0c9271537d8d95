using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CinemaCx.Feedback;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>Any phone's browser will do: plain forms, a cookie, and pages that are small.</summary>
public sealed partial class SurveyWithoutJavaScript
{
    private const int MostBytes = 30 * 1024;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_tap_saves_and_the_rest_is_one_page(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, ended) = await cinema.AfterAShowAsync();
        using var phone = new Phone(cinema);

        var first = (await phone.OpenAsync("/s/" + code)).ShouldBe(200);
        Assert.Contains($"《{ended.Film.Title}》", first.Text, StringComparison.Ordinal);
        Assert.Contains("约 20 秒，3 次点击", first.Text, StringComparison.Ordinal);
        (await phone.SubmitAsync(first, ("stars", "1"))).ShouldBe(303);
        Assert.Equal((1, 1), (Assert.Single(await cinema.AnswersAsync()).Stars, (await cinema.VersionsAsync()).Count));

        var more = await phone.FollowAsync();
        Assert.Contains("哪里不好？", more.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("您已评价过", more.Text, StringComparison.Ordinal);
        Assert.Equal(Phone.IdOf(first), Phone.IdOf(more));
        (await phone.SubmitAsync(more, ("was", "1"), ("step", "more"), ("asked", "chips"), ("chip", "too-cold"), ("chip", "smell"), ("comment", "空调直吹"), ("phone", "13812345678"))).ShouldBe(303);

        Assert.Contains("已通知影院值班人员", (await phone.FollowAsync()).Text, StringComparison.Ordinal);
        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal((1, 2, "空调直吹", "138****5678"), (answer.Stars, answer.Version, answer.Comment, answer.PhoneMask));
        Assert.Equal(["too-cold", "smell"], answer.ChipCodes);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Sent_twice_and_scanned_again_it_stays_one_answer_that_can_be_changed(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, _) = await cinema.AfterAShowAsync();
        using var phone = new Phone(cinema);
        var first = await phone.OpenAsync("/s/" + code);
        for (var i = 0; i < 3; i++) (await phone.SubmitAsync(first, ("stars", "4"))).ShouldBe(303);

        var again = await phone.OpenAsync("/s/" + code);
        Assert.Contains("您已评价过，要修改吗？", again.Text, StringComparison.Ordinal);
        Assert.Equal(Phone.IdOf(first), Phone.IdOf(again));
        (await phone.SubmitAsync(again, ("was", "4"), ("step", "more"), ("asked", "chips"), ("nps", "9"), ("stage-av", "5"), ("comment", ""))).ShouldBe(303);
        Assert.Contains("期待再次为您服务", (await phone.FollowAsync()).Text, StringComparison.Ordinal);

        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal((4, 9, 5, 2), (answer.Stars, answer.Nps, answer.StageStars["av"], answer.Version));
        // Another phone at the same door is another guest.
        using var other = new Phone(cinema);
        Assert.DoesNotContain("您已评价过", (await other.OpenAsync("/s/" + code)).Text, StringComparison.Ordinal);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_is_wrong_is_said_beside_what_she_typed(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var code = await cinema.TouchpointAsync(TouchpointKind.Concession);
        using var phone = new Phone(cinema);
        await phone.SubmitAsync(await phone.OpenAsync("/s/" + code), ("stars", "2"));
        var more = await phone.FollowAsync();

        var wrong = (await phone.SubmitAsync(more, ("was", "2"), ("step", "more"), ("asked", "chips"), ("chip", "food-bad"), ("comment", "凉了"), ("phone", "138"))).ShouldBe(422);

        Assert.Contains("手机号有误", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("凉了", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"138\"", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"food-bad\" checked", wrong.Text, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await cinema.AnswersAsync()).Comment);
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Everything_a_phone_loads_is_small_of_the_house_and_kept_for_ever_where_it_never_changes(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        var (code, _) = await cinema.AfterAShowAsync();
        var page = (await Answer.ReadAsync(await cinema.Http.GetAsync("/s/" + code))).ShouldBe(200);
        var bytes = Encoding.UTF8.GetByteCount(page.Text);
        var loaded = Loaded().Matches(page.Text).Select(m => m.Groups["path"].Value).ToList();
        Assert.Equal(2, loaded.Count);
        foreach (var path in loaded)
        {
            Assert.StartsWith("/s/-/", path, StringComparison.Ordinal);
            var asset = (await Answer.ReadAsync(await cinema.Http.GetAsync(path))).ShouldBe(200);
            Assert.Contains("immutable", asset.Headers["Cache-Control"], StringComparison.Ordinal);
            bytes += int.Parse(asset.Headers["Content-Length"], CultureInfo.InvariantCulture);
        }

        Assert.InRange(bytes, 1, MostBytes);
        var policy = page.Headers["Content-Security-Policy"];
        foreach (var rule in new[] { "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'" })
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page.Text);
        Assert.Contains("lang=\"zh-CN\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_photo_is_kept_when_it_is_one_and_refused_when_it_only_says_so(string backing)
    {
        var folder = Directory.CreateTempSubdirectory("cinemacx-photos-").FullName;
        try
        {
            await using var cinema = await Answers.OpenAsync(backing, ("Feedback:PhotoFolder", folder));
            var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
            using var phone = new Phone(cinema);
            var page = await phone.OpenAsync("/s/" + code);
            await phone.SubmitAsync(page, ("stars", "1"));
            byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[400_000]];

            Assert.Equal(422, (await SendPhotoAsync("<svg onload=alert(1)>"u8.ToArray())).Status);
            // The door may hang up before so much was sent.
            if (await Record.ExceptionAsync(async () => Assert.Equal(413, (await SendPhotoAsync([.. jpeg, .. new byte[6 * 1024 * 1024]])).Status)) is { } hungUp)
                Assert.IsType<HttpRequestException>(hungUp);
            Assert.Empty(Directory.GetFiles(folder));
            Assert.Equal(303, (await SendPhotoAsync(jpeg)).Status);

            var name = Assert.Single(await cinema.AnswersAsync()).PhotoName!;
            Assert.Equal(jpeg, await File.ReadAllBytesAsync(Path.Combine(folder, name)));
            Assert.EndsWith(".jpg", name, StringComparison.Ordinal);

            async Task<Answer> SendPhotoAsync(byte[] photo)
            {
                using var content = new MultipartFormDataContent
                {
                    { new StringContent(Phone.IdOf(page)), "id" },
                    { new StringContent("1"), "was" },
                    { new StringContent("more"), "step" },
                    { new ByteArrayContent(photo), "photo", "../../evil.png" },
                };
                return await phone.PostAsync("/s/" + code, content);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("(?:href|src)=\"(?<path>/[^\"]+\\.(?:css|js))\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loaded();

    [GeneratedRegex("<script>|<style|\\son[a-z]+=|\\sstyle=", RegexOptions.None, 1000)]
    private static partial Regex Inline();
}
