using CinemaCx.Platform.Data;

namespace CinemaCx.Tickets;

/// <summary>What must be true of tickets at every moment.</summary>
internal static class TicketAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("ticket-has-its-seat-and-money", """
            SELECT t.id FROM tickets t
            LEFT JOIN seat_claims c ON c.showtime_id = t.showtime_id AND c.seat = t.seat AND c.order_id = t.order_id AND c.kind = 'sold'
            LEFT JOIN orders o ON o.id = t.order_id
            WHERE t.state <> 'void' AND (c.seat IS NULL OR o.state <> 'paid')
            """),
        new("paid-seat-has-its-ticket", """
            SELECT s.order_id || ' ' || s.seat FROM order_seats s JOIN orders o ON o.id = s.order_id
            WHERE o.state = 'paid' AND s.refund_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.order_id = s.order_id AND t.seat = s.seat AND t.state <> 'void')
            """),
        new("entered-ticket-says-when", """
            SELECT t.id FROM tickets t WHERE t.state = 'entered' AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.ticket_id = t.id)
            """),
    ];
}
