using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeChat;

/// <summary>One access token that was handed out.</summary>
internal sealed class AccessToken(string appId, string value, DateTimeOffset until)
{
    public string AppId { get; } = appId;

    public string Value { get; } = value;

    /// <summary>After this the token counts as expired (42001).</summary>
    public DateTimeOffset Until { get; set; } = until;

    /// <summary>Replaced or revoked (40001).</summary>
    public bool Revoked { get; set; }
}

/// <summary>The tokens of one app by one of the two ways of getting them; the ways do not touch each other.</summary>
internal sealed class TokenPool(string appId, TimeSpan life, TokenRegister register)
{
    private const int ForcedPerDay = 20;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenForced = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private AccessToken? _current;
    private DateTimeOffset _lastForced = DateTimeOffset.MinValue;
    private DateOnly _forcedDay;
    private int _forcedToday;

    /// <summary>Legacy way: a new token each time, the one before lives five minutes more at most.</summary>
    public AccessToken Replace(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_current is { Revoked: false } old && old.Until > now + Overlap) old.Until = now + Overlap;
            return Renew(now);
        }
    }

    /// <summary>Stable way: the same token until its last five minutes, then a new one beside it.</summary>
    public AccessToken Current(DateTimeOffset now)
    {
        lock (_gate) return _current is { Revoked: false } token && token.Until > now + Overlap ? token : Renew(now);
    }

    /// <summary>Forced: the old token dies at once; null when the day's twenty are used up, the same token within 30 seconds.</summary>
    public AccessToken? Force(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_current is { Revoked: false } recent && recent.Until > now && now - _lastForced < BetweenForced) return recent;
            var today = DateOnly.FromDateTime(now.ToOffset(WireText.Beijing).Date);
            if (today != _forcedDay) (_forcedDay, _forcedToday) = (today, 0);
            if (_forcedToday >= ForcedPerDay) return null;
            _forcedToday++;
            _lastForced = now;
            _current?.Revoked = true;
            return Renew(now);
        }
    }

    public void Expire(DateTimeOffset now)
    {
        lock (_gate) _current?.Until = now;
    }

    public void Invalidate()
    {
        lock (_gate) _current?.Revoked = true;
    }

    private AccessToken Renew(DateTimeOffset now)
    {
        _current = new AccessToken(appId, "72_" + WireText.RandomText(133), now + life);
        register.Add(_current);
        return _current;
    }
}
