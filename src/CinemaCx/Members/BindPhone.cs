using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Members;

/// <summary>Keeps the phone number a guest gave us through WeChat: encrypted, indexed, shown masked. With it she is a member.</summary>
public sealed class BindPhone(IWeChatAccount wechat, PersonalData personalData, Database database, TimeProvider time)
{
    /// <returns>The number, masked.</returns>
    public async Task<string> RunAsync(string guestId, string code, CancellationToken cancellation)
    {
        var phone = await wechat.ExchangePhoneCodeAsync(code, cancellation);
        var mask = PersonalData.MaskPhone(phone);
        await using var db = await database.BeginAsync(cancellation);
        await db.GetTable<GuestRow>().Where(g => g.Id == guestId)
            .Set(g => g.PhoneBox, personalData.Encrypt(phone))
            .Set(g => g.PhoneIndex, personalData.Index(phone))
            .Set(g => g.PhoneMask, mask)
            .Set(g => g.PhoneBoundAt, time.Now())
            .UpdateAsync(cancellation);
        await db.CommitAsync(cancellation);
        return mask;
    }
}
