namespace CinemaCx.Seats;

public sealed class SeatOptions
{
    public const string Section = "Seats";

    /// <summary>How old a seat map may be that this instance answers from memory. At most one second. Default 300 ms.</summary>
    public TimeSpan MapAge { get; set; } = TimeSpan.FromMilliseconds(300);
}
