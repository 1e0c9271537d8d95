using PhoneNumbers;

namespace CinemaCx.Members;

/// <summary>Pure: a phone number as people type it.</summary>
public static class PhoneText
{
    /// <summary><c>138 1234 5678</c>, <c>+86-13812345678</c> and <c>138-1234-5678</c> are the same number.</summary>
    /// <returns>In E.164 form, <c>+8613812345678</c>; null when it can be no number.</returns>
    public static string? ToE164(string typed)
    {
        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var number = numbers.Parse(typed.Length > 32 ? "" : typed, "CN");
            return numbers.IsValidNumber(number) ? numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
