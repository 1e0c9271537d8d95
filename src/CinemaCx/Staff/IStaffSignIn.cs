namespace CinemaCx.Staff;

/// <summary>Port to a platform that says who somebody of the staff is (企业微信, 钉钉), so that nobody needs another password.</summary>
public interface IStaffSignIn
{
    /// <summary><c>wecom</c> or <c>dingtalk</c>: the channel of <see cref="StaffChatRow"/>.</summary>
    string Channel { get; }

    /// <summary>As people call it: 企业微信.</summary>
    string Name { get; }

    /// <summary>Whether this is the browser inside the platform's own app, where she is known without scanning anything.</summary>
    bool IsOwnBrowser(string userAgent);

    /// <summary>Where she is sent to be recognised.</summary>
    /// <param name="back">Where the platform sends her afterwards, with a code and the state.</param>
    /// <param name="state">Comes back unchanged; up to 64 letters and digits.</param>
    /// <param name="inApp">True inside the platform's app; else a page with a QR code to scan.</param>
    Uri AuthorizeUrl(Uri back, string state, bool inApp);

    /// <summary>The code among what the platform sent back; null when it sent none.</summary>
    /// <param name="query">A parameter of the address by its name; empty when it is missing.</param>
    string? CodeOf(Func<string, string> query);

    /// <summary>Whose code it is; a code is good once.</summary>
    /// <returns>Her id at the platform; null when the code is not good, or she is not one of the company.</returns>
    Task<string?> WhoAsync(string code, CancellationToken cancellation);
}
