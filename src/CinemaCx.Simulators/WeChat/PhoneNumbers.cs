using System.Globalization;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>POST /wxa/business/getuserphonenumber</c> (doc user-info/phone-number/getPhoneNumber).</summary>
internal sealed class PhoneNumbers(TokenRegister tokens, GuestBook guests)
{
    public Answer Run(Call call)
    {
        if (call.Method != "POST") return WeChatAnswers.Error(43002);
        var (appId, error) = tokens.Identify(call);
        if (error is not null) return error;
        if (WeChatAnswers.Body(call) is not { } body) return WeChatAnswers.Error(47001);
        if (body.Text("code") is not { } code) return WeChatAnswers.Error(41008);
        if (guests.PeekPhone(code) is not { } issued) return WeChatAnswers.Error(40029);
        if (issued.AppId != appId) return WeChatAnswers.Error(40013);
        return guests.TakePhone(code) ? Show(issued, call.At) : WeChatAnswers.Error(40029);
    }

    private static Answer Show(PhoneCode phone, DateTimeOffset now) => WeChatAnswers.Ok(new
    {
        errcode = 0,
        errmsg = "ok",
        phone_info = new
        {
            phoneNumber = phone.CountryCode == "86" ? phone.PhoneNumber : "+" + phone.CountryCode + phone.PhoneNumber,
            purePhoneNumber = phone.PhoneNumber,
            countryCode = phone.CodeAsNumber ? (object)int.Parse(phone.CountryCode, CultureInfo.InvariantCulture) : phone.CountryCode,
            watermark = new { timestamp = now.ToUnixTimeSeconds(), appid = phone.AppId },
        },
    });
}
