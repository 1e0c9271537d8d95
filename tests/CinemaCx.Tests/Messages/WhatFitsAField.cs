using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>The platform's published rules for values, by the prefix of the key.</summary>
public sealed class WhatFitsAField
{
    private static readonly string[] Parts = ["影", "厅", " ", "\n", "🎬", "👨‍👩‍👧", "a", "1", "，"];

    [Theory]
    [InlineData("thing", "影厅冷气太足，能否调高一点呢谢谢您啊", true)]
    [InlineData("thing", "一二三四五六七八九十一二三四五六七八九十", true)]
    [InlineData("thing", "一二三四五六七八九十一二三四五六七八九十一", false)]
    [InlineData("thing", "🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬", true)]
    [InlineData("thing", "", false)]
    [InlineData("thing", "两\n行", false)]
    [InlineData("number", "123.45", true)]
    [InlineData("number", "12345678901234567890123456789012", true)]
    [InlineData("number", "123456789012345678901234567890123", false)]
    [InlineData("number", "12元", false)]
    [InlineData("letter", "abcDEF", true)]
    [InlineData("letter", "abc1", false)]
    [InlineData("symbol", "+-*/=", true)]
    [InlineData("symbol", "+-*/=!", false)]
    [InlineData("symbol", "a", false)]
    [InlineData("character_string", "A-1024/7#", true)]
    [InlineData("character_string", "取票码", false)]
    [InlineData("character_string", "123456789012345678901234567890123", false)]
    [InlineData("time", "15:01", true)]
    [InlineData("time", "2019年10月1日 15:01", true)]
    [InlineData("time", "2019-10-01 15:01", true)]
    [InlineData("time", "24:00", false)]
    [InlineData("time", "2019年10月1日", false)]
    [InlineData("time", "下午三点", false)]
    [InlineData("date", "2019年10月1日", true)]
    [InlineData("date", "2019年10月1日 15:01", true)]
    [InlineData("date", "2019年2月30日", false)]
    [InlineData("date", "15:01", false)]
    [InlineData("amount", "￥70.00", true)]
    [InlineData("amount", "$100", true)]
    [InlineData("amount", "100元", true)]
    [InlineData("amount", "￥12345678901", false)]
    [InlineData("amount", "约100元", false)]
    [InlineData("phone_number", "+86-0766-66888866", true)]
    [InlineData("phone_number", "123456789012345678", false)]
    [InlineData("phone_number", "电话", false)]
    [InlineData("car_number", "粤A8Z888挂", true)]
    [InlineData("car_number", "粤A8Z8888挂", false)]
    [InlineData("car_number", "粤A中Z88", false)]
    [InlineData("name", "张三李四王五赵六孙七", true)]
    [InlineData("name", "张三李四王五赵六孙七周", false)]
    [InlineData("name", "John-Ronald Tolkien", true)]
    [InlineData("name", "Abcdefghijklmnopqrstu", false)]
    [InlineData("phrase", "待您评价", true)]
    [InlineData("phrase", "一二三四五六", false)]
    [InlineData("phrase", "OK", false)]
    [InlineData("nothing", "什么", false)]
    public void A_value_fits_or_it_does_not(string kind, string value, bool fits) => Assert.Equal(fits, FieldRules.Fault(kind, value) is null);

    [Fact]
    public void What_is_shortened_fits_and_tears_no_character() => Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).Array[0, 40].Sample(parts =>
    {
        var fitted = FieldRules.Fit("thing", "评" + string.Concat(parts));
        Assert.Null(FieldRules.Fault("thing", fitted));
        Assert.DoesNotContain(fitted.EnumerateRunes(), r => r == System.Text.Rune.ReplacementChar);
    }, iter: 500);

    [Fact]
    public void Senseless_templates_are_refused_with_the_path()
    {
        var field = new MessageField("what", "活动", "thing", "立减10元");
        var form = new MessageForm(MessageChannel.Subscribe, "tpl", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{what}" });
        NewMessageTemplate Wish(MessageField? f = null, MessageForm? m = null, string code = "offer") => new(code, "优惠", MessagePurpose.Marketing, [f ?? field], [m ?? form]);
        string PathOf(NewMessageTemplate wish) => (string)Assert.Throws<Refusal>(() => MakeMessageTemplate.Check(wish, null, DateTimeOffset.UnixEpoch)).Parameters["path"]!;

        Assert.NotNull(MakeMessageTemplate.Check(Wish(), null, DateTimeOffset.UnixEpoch));
        Assert.Equal("code", PathOf(Wish(code: "Bad Code")));
        Assert.Equal("fields[0].kind", PathOf(Wish(field with { Kind = "text" })));
        Assert.Equal("fields[0].name", PathOf(Wish(field with { Name = "phoneTail" })));
        Assert.Equal("fields[0].sample", PathOf(Wish(field with { Sample = "一二三四五六七八九十一二三四五六七八九十一" })));
        Assert.Equal("forms[0]", PathOf(Wish(m: form with { Data = new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{who}" } })));
        Assert.Equal("forms[0].data.text1", PathOf(Wish(m: form with { Data = new Dictionary<string, string>(StringComparer.Ordinal) { ["text1"] = "{what}" } })));
        Assert.Equal("forms[0].phrase1", PathOf(Wish(m: form with { Data = new Dictionary<string, string>(StringComparer.Ordinal) { ["phrase1"] = "{what}" } })));
        Assert.Equal("forms[0].page", PathOf(Wish(m: form with { Page = "/pages/index" })));
    }

    [Fact]
    public void Values_are_checked_for_the_longest_guest()
    {
        var template = MakeMessageTemplate.Check(
            new NewMessageTemplate("hi", "问候", MessagePurpose.Marketing, [new("words", "问候", "thing", "您好")],
                [new MessageForm(MessageChannel.Subscribe, "tpl", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{words}" })]),
            null, DateTimeOffset.UnixEpoch);
        static Dictionary<string, string> Words(string words) => new(StringComparer.Ordinal) { ["words"] = words };

        template.Check(Words("尾号{phoneTail}的老朋友您好"));
        Assert.Equal("message-values-invalid", Assert.Throws<Refusal>(() => template.Check(Words("您{memberSince}加入我们已有{memberDays}天"))).Code);
        Assert.Throws<Refusal>(() => template.Check(new Dictionary<string, string>(StringComparer.Ordinal)));
        Assert.Throws<Refusal>(() => template.Check(new Dictionary<string, string>(StringComparer.Ordinal) { ["words"] = "您好", ["more"] = "多余" }));
    }
}
