using CinemaCx.Platform.Data;

namespace CinemaCx.Insights;

/// <summary>What is counted is what is there: sums of days are those of the single scores, and what was sold is what the tickets say, save what news is still under way for.</summary>
internal static class InsightAudit
{
    private const string NothingUnderWay = "NOT EXISTS (SELECT 1 FROM outbox n WHERE n.id >= 'sales-' || o.showtime_id AND n.id < 'sales-' || o.showtime_id || '~')";
    private const string NoDayUnderWay = "NOT EXISTS (SELECT 1 FROM outbox n WHERE n.handler IN ('insights.open-changed-days', 'insights.open-cancelled-day'))";
    private const string Sums = "r.measure, x.cinema_id, x.day, x.hall_id, x.film_id, x.part";

    public static readonly AuditRule[] Rules =
    [
        new("days-sum-their-scores", $"""
            SELECT d.measure || ' ' || d.cinema_id || ' ' || d.day FROM insight_days d
            LEFT JOIN (
                SELECT {Sums}, COUNT(*) AS n, SUM(r.score) AS total, SUM(r.score * r.score) AS squares,
                    SUM(CASE WHEN r.score >= CASE r.measure WHEN 'nps' THEN 9 ELSE 5 END THEN 1 ELSE 0 END) AS high,
                    SUM(CASE WHEN r.score <= CASE r.measure WHEN 'nps' THEN 6 ELSE 3 END THEN 1 ELSE 0 END) AS low
                FROM insight_answers x JOIN insight_ratings r ON r.answer_id = x.answer_id GROUP BY {Sums}
            ) s ON s.measure = d.measure AND s.cinema_id = d.cinema_id AND s.day = d.day AND s.hall_id = d.hall_id AND s.film_id = d.film_id AND s.part = d.part
            WHERE d.ratings <> COALESCE(s.n, 0) OR d.total <> COALESCE(s.total, 0) OR d.squares <> COALESCE(s.squares, 0)
               OR d.high <> COALESCE(s.high, 0) OR d.low <> COALESCE(s.low, 0)
            """),
        new("hall-days-sum-their-days", """
            SELECT COALESCE(h.measure, d.measure) || ' ' || COALESCE(h.cinema_id, d.cinema_id) || ' ' || COALESCE(h.day, d.day)
            FROM insight_hall_days h FULL JOIN (
                SELECT measure, cinema_id, day, hall_id, SUM(ratings) AS ratings, SUM(high) AS high, SUM(low) AS low, SUM(total) AS total, SUM(squares) AS squares
                FROM insight_days GROUP BY measure, cinema_id, day, hall_id
            ) d ON d.measure = h.measure AND d.cinema_id = h.cinema_id AND d.day = h.day AND d.hall_id = h.hall_id
            WHERE COALESCE(h.ratings, -1) <> COALESCE(d.ratings, -1) OR COALESCE(h.high, -1) <> COALESCE(d.high, -1) OR COALESCE(h.low, -1) <> COALESCE(d.low, -1)
               OR COALESCE(h.total, -1) <> COALESCE(d.total, -1) OR COALESCE(h.squares, -1) <> COALESCE(d.squares, -1)
            """),
        new("every-score-is-in-its-day", """
            SELECT r.answer_id || ' ' || r.measure FROM insight_ratings r JOIN insight_answers x ON x.answer_id = r.answer_id
            WHERE NOT EXISTS (SELECT 1 FROM insight_days d WHERE d.measure = r.measure AND d.cinema_id = x.cinema_id AND d.day = x.day
                AND d.hall_id = x.hall_id AND d.film_id = x.film_id AND d.part = x.part)
            """),
        new("every-answer-is-counted-as-it-stands", """
            SELECT a.id FROM answers a LEFT JOIN insight_answers x ON x.answer_id = a.id
            LEFT JOIN insight_ratings s ON s.answer_id = a.id AND s.measure = 'overall' LEFT JOIN insight_ratings n ON n.answer_id = a.id AND n.measure = 'nps'
            WHERE (x.version IS NULL OR x.version <> a.version OR s.score IS NULL OR s.score <> a.stars OR COALESCE(n.score, -1) <> COALESCE(a.nps, -1))
              AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.handler = 'insights.count-answer')
            """),
        new("sales-are-those-of-the-tickets", """
            SELECT t.showtime_id FROM (
                SELECT t.showtime_id, SUM(CASE WHEN t.state <> 'void' THEN 1 ELSE 0 END) AS sold,
                    COALESCE(SUM(CASE WHEN t.state <> 'void' THEN s.paid_fen END), 0) AS revenue
                FROM tickets t LEFT JOIN order_seats s ON s.order_id = t.order_id AND s.seat = t.seat GROUP BY t.showtime_id
            ) t LEFT JOIN show_sales x ON x.showtime_id = t.showtime_id
            WHERE (COALESCE(x.sold, 0) <> t.sold OR COALESCE(x.revenue_fen, 0) <> t.revenue)
              AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.id >= 'sales-' || t.showtime_id AND n.id < 'sales-' || t.showtime_id || '~')
            """),
        new("sales-days-are-those-of-the-showtimes", $"""
            SELECT COALESCE(i.cinema_id, s.cinema_id) || ' ' || COALESCE(i.day, s.day) || ' ' || COALESCE(i.film_id, s.film_id)
            FROM (
                SELECT cinema_id, day, film_id, plan_id, SUM(shows) AS shows, SUM(sold) AS sold, SUM(revenue_fen) AS revenue FROM insight_sales GROUP BY cinema_id, day, film_id, plan_id
            ) i FULL JOIN (
                SELECT s.cinema_id, s.business_day AS day, s.film_id, s.plan_id, COUNT(*) AS shows, SUM(COALESCE(x.sold, 0)) AS sold, SUM(COALESCE(x.revenue_fen, 0)) AS revenue
                FROM insight_sales_days m JOIN showtimes s ON s.cinema_id = m.cinema_id AND s.business_day = m.day LEFT JOIN show_sales x ON x.showtime_id = s.id
                WHERE m.is_summed = 1 AND s.cancelled_at IS NULL AND s.starts_at <= @now GROUP BY s.cinema_id, s.business_day, s.film_id, s.plan_id
            ) s ON s.cinema_id = i.cinema_id AND s.day = i.day AND s.film_id = i.film_id AND s.plan_id = i.plan_id
            WHERE (COALESCE(i.shows, -1) <> COALESCE(s.shows, -1) OR COALESCE(i.sold, -1) <> COALESCE(s.sold, -1) OR COALESCE(i.revenue, -1) <> COALESCE(s.revenue, -1))
              AND {NoDayUnderWay}
            """),
        new("sales-of-hours-sum-their-films", """
            SELECT COALESCE(h.cinema_id, i.cinema_id) || ' ' || COALESCE(h.day, i.day) || ' ' || COALESCE(h.hour, i.hour)
            FROM insight_sales_hours h FULL JOIN (
                SELECT cinema_id, day, hour, plan_id, SUM(shows) AS shows, SUM(sold) AS sold, SUM(revenue_fen) AS revenue FROM insight_sales GROUP BY cinema_id, day, hour, plan_id
            ) i ON i.cinema_id = h.cinema_id AND i.day = h.day AND i.hour = h.hour AND i.plan_id = h.plan_id
            WHERE COALESCE(h.shows, -1) <> COALESCE(i.shows, -1) OR COALESCE(h.sold, -1) <> COALESCE(i.sold, -1) OR COALESCE(h.revenue_fen, -1) <> COALESCE(i.revenue, -1)
            """),
        new("purchases-after-a-case-are-known", $"""
            SELECT k.id || ' ' || o.id FROM cases k JOIN orders o ON o.guest_id = k.guest_id AND o.state = 'paid' AND o.gone = 0
            WHERE k.closed_at IS NOT NULL AND o.paid_at > k.closed_at AND o.paid_at <= k.closed_at + {CaseFigures.RecoveryMs}
              AND NOT EXISTS (SELECT 1 FROM insight_returns r WHERE r.case_id = k.id AND r.order_id = o.id AND r.paid_at = o.paid_at)
              AND {NothingUnderWay}
            """),
        new("a-purchase-after-a-case-stands", $"""
            SELECT r.case_id || ' ' || r.order_id FROM insight_returns r JOIN orders o ON o.id = r.order_id
            WHERE (o.state <> 'paid' OR o.gone <> 0) AND {NothingUnderWay}
            """),
        new("a-resting-sum-has-its-alarm", """
            SELECT w.cinema_id || ' ' || w.hall_id || ' ' || w.measure FROM insight_watch w
            WHERE w.alarm_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM insight_alarms a WHERE a.id = w.alarm_id AND a.acknowledged_at IS NULL)
            """),
    ];
}
