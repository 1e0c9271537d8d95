using CinemaCx.Showtimes;
using CinemaCx.Console.Parts;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Showtimes;

internal static class ShowtimeRoles
{
    /// <summary>Who may say that a showtime does not take place, as at the door.</summary>
    public static readonly StaffRole[] Cancelling = [StaffRole.DutyManager, StaffRole.GeneralManager];

    public static (string Text, Tone Tone) State(SaleState state) => state switch
    {
        SaleState.OnSale => ("在售", Tone.Good),
        SaleState.NotOpen => ("未开售", Tone.Info),
        SaleState.Cancelled => ("已取消", Tone.Bad),
        _ => ("停售", Tone.Plain),
    };

    /// <param name="state">As orders tell it.</param>
    public static (string Text, Tone Tone) OrderState(string state) => state switch
    {
        "paid" => ("已支付", Tone.Good),
        "held" => ("待支付", Tone.Warn),
        "refunded" => ("已退票", Tone.Info),
        "cancelled" => ("已取消", Tone.Plain),
        _ => ("已过期", Tone.Plain),
    };
}
