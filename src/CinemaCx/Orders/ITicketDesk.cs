using CinemaCx.Platform.Data;

namespace CinemaCx.Orders;

/// <summary>
/// Port to whoever issues tickets: money and tickets change in one transaction, so that neither ever exists without the other.
/// </summary>
public interface ITicketDesk
{
    /// <summary>Adds one ticket per seat to the script that records the payment.</summary>
    /// <returns>Where the script's results name the seats that got a ticket; a seat with a living ticket gets none.</returns>
    int Issue(Script script, OrderRow order, IReadOnlyList<string> seats, DateTimeOffset now);

    /// <summary>Adds to the script that these tickets are void, for those that nobody entered with.</summary>
    /// <returns>Where the script's results name the seats whose tickets were voided.</returns>
    int Void(Script script, OrderRow order, IReadOnlyList<string> seats, bool evenIfEntered);

    /// <summary>Adds to the script that the ticket is for another seat from now on, under the same code, where nobody entered with it.</summary>
    /// <returns>Where the script's results name the new seat.</returns>
    int Move(Script script, string orderId, string from, string to);

    /// <summary>A SELECT of the living tickets of orders: <c>order_id</c>, <c>seat</c>, <c>id</c>, in the order of their seats.</summary>
    /// <param name="orderIds">A value, or a SELECT of the ids.</param>
    FormattableString Living(FormattableString orderIds);
}
