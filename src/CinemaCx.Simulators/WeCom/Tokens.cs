using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.WeCom;

/// <summary><c>GET /cgi-bin/gettoken</c> (page 91039): one token per application, the same one while it is valid.</summary>
internal sealed class Tokens(WeComSimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _expired = new(StringComparer.Ordinal);
    private string? _value;
    private DateTimeOffset _until;

    public Answer Give(Call call)
    {
        if (call.Method != "GET") return WeComAnswers.Error(43001);
        if (call.Query("corpid") is not { } corp) return WeComAnswers.Error(41002);
        if (call.Query("corpsecret") is not { } secret) return WeComAnswers.Error(41004);
        if (corp != options.CorpId) return WeComAnswers.Error(40013);
        if (secret != options.AgentSecret) return WeComAnswers.Error(40001);
        lock (_gate)
        {
            if (_value is null || _until <= call.At)
            {
                if (_value is not null) _expired.Add(_value);
                (_value, _until) = (WireText.RandomText(214), call.At + options.TokenLife);
            }

            return WeComAnswers.Ok(("access_token", _value), ("expires_in", (int)(_until - call.At).TotalSeconds));
        }
    }

    /// <summary>The error of a call's token, or null when it is good.</summary>
    public Answer? Refuse(Call call)
    {
        if (call.Query("access_token") is not { } value) return WeComAnswers.Error(41001);
        lock (_gate)
        {
            if (_value == value && _until > call.At) return null;
            return WeComAnswers.Error(_value == value || _expired.Contains(value) ? 42001 : 40014);
        }
    }

    /// <summary>The token ends now: 42001, or 40014 when it is to look as if it had never been.</summary>
    public bool End(bool forgotten)
    {
        lock (_gate)
        {
            if (_value is null) return false;
            if (!forgotten) _expired.Add(_value);
            _value = null;
            return true;
        }
    }
}
