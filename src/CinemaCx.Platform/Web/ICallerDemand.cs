namespace CinemaCx.Platform.Web;

/// <summary>Endpoint metadata of a door: the endpoint wants to know who calls.</summary>
public interface ICallerDemand
{
    /// <summary>False when strangers are welcome too.</summary>
    bool IsMust { get; }
}
