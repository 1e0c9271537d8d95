namespace CinemaCx.Platform.Web;

/// <summary>Who is calling, as far as the door has found out. Set as a request feature by whatever reads the session.</summary>
public interface ICallerFeature
{
    /// <summary>Id of the guest or member of staff; null when nobody is logged in.</summary>
    string? CallerId { get; }
}
