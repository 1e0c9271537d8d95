using System.Collections.Concurrent;
using System.Security.Cryptography;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>A guest's WeChat account as one app sees it.</summary>
internal sealed class Guest(string appId, string openId, string? unionId)
{
    private readonly Lock _gate = new();
    private long _minute;
    private int _logins;

    public string AppId { get; } = appId;

    public string OpenId { get; } = openId;

    public string? UnionId { get; set; } = unionId;

    /// <summary>Base64 of 16 bytes; the last login's.</summary>
    public string? SessionKey { get; set; }

    /// <summary>When she last opened the mini-program; null: never.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    public string NewSession() => SessionKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>At most 100 logins in a minute.</summary>
    public bool MayLogIn(DateTimeOffset now)
    {
        lock (_gate)
        {
            var minute = now.ToUnixTimeSeconds() / 60;
            if (minute != _minute) (_minute, _logins) = (minute, 0);
            return ++_logins <= 100;
        }
    }
}

/// <summary>A code from wx.login.</summary>
internal sealed record LoginCode(Guest Guest, bool Blocked, DateTimeOffset Until);

/// <summary>A code from the getPhoneNumber button.</summary>
internal sealed record PhoneCode(string AppId, string PhoneNumber, string CountryCode, bool CodeAsNumber, DateTimeOffset Until);

/// <summary>Guests, and the codes that phones hand to the mini-program: usable once, for five minutes.</summary>
internal sealed class GuestBook(WeChatSimulatorOptions options, TimeProvider time)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string AppId, string OpenId), Guest> _guests = new();
    private readonly ConcurrentDictionary<string, LoginCode> _logins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PhoneCode> _phones = new(StringComparer.Ordinal);

    public Guest Know(string appId, string? openId, string? unionId)
    {
        var known = openId ?? "o" + WireText.RandomText(27);
        var guest = _guests.GetOrAdd((appId, known), key =>
            new Guest(key.AppId, key.OpenId, unionId ?? (options.WithUnionId ? "oU" + WireText.RandomText(26) : null)));
        if (unionId is not null) guest.UnionId = unionId;
        return guest;
    }

    public Guest? Find(string appId, string openId) => _guests.GetValueOrDefault((appId, openId));

    public string IssueLogin(Guest guest, bool blocked)
    {
        var code = "0" + WireText.RandomText(31);
        _logins[code] = new LoginCode(guest, blocked, time.GetUtcNow() + CodeLife);
        return code;
    }

    public string IssuePhone(string appId, string phoneNumber, string countryCode, bool asNumber)
    {
        var code = WireText.RandomHex(64);
        _phones[code] = new PhoneCode(appId, phoneNumber, countryCode, asNumber, time.GetUtcNow() + CodeLife);
        return code;
    }

    /// <summary>Uses the code up; null when unknown, used, too old or another app's.</summary>
    public LoginCode? TakeLogin(string appId, string code) =>
        _logins.TryGetValue(code, out var issued) && issued.Guest.AppId == appId && _logins.TryRemove(code, out _) && issued.Until > time.GetUtcNow() ? issued : null;

    public PhoneCode? PeekPhone(string code) => _phones.GetValueOrDefault(code);

    /// <summary>True for the one caller that used the code in time.</summary>
    public bool TakePhone(string code) => _phones.TryRemove(code, out var issued) && issued.Until > time.GetUtcNow();

    public void Clear()
    {
        _guests.Clear();
        _logins.Clear();
        _phones.Clear();
    }
}
