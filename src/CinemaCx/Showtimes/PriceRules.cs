using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Showtimes;

/// <summary>The prices of one showtime: one for each zone of its plan, none below the film's lowest protected price (最低发行价).</summary>
internal sealed class PriceRules(ShowtimeEntry entry, FilmRow film, SeatPlan plan, List<RefusedRow> refused)
{
    public IReadOnlyList<ShowtimePriceRow> Decide(string showtimeId)
    {
        foreach (var price in entry.Prices.Where(price => price.Zone is not null && !plan.Zones.Contains(price.Zone, StringComparer.Ordinal)))
            Refuse(price.Column, price.Amount, "zone-unknown", $"该影厅没有“{price.Zone}”价格区，只有：{string.Join('、', plan.Zones)}。");
        foreach (var price in entry.Prices.Where(price => price.Amount < film.LowestPrice))
            Refuse(price.Column, price.Amount, "price-below-lowest", $"低于影片最低发行价 {film.LowestPrice}。");
        return plan.Zones.Select(zone => DecideZone(showtimeId, zone)).ToList();
    }

    private ShowtimePriceRow DecideZone(string showtimeId, string zone)
    {
        var own = Find(zone, member: false);
        var list = own ?? Find(zone: null, member: false);
        // A zone with its own list price does not take over the member price meant for the others.
        var member = Find(zone, member: true) ?? (own is null ? Find(zone: null, member: true) : null);
        if (list is null)
        {
            refused.Add(entry.At.Refuse(ProgrammeColumns.Price.Chinese, "", "price-missing", $"“{zone}”价格区没有票价。"));
        }
        else if (member is not null && member.Amount > list.Amount)
        {
            Refuse(member.Column, member.Amount, "member-price-above-list", $"会员价高于票价 {list.Amount}。");
        }

        return new ShowtimePriceRow
        {
            ShowtimeId = showtimeId,
            Zone = zone,
            ListPrice = list?.Amount ?? Fen.Zero,
            MemberPrice = member?.Amount,
        };
    }

    private PriceEntry? Find(string? zone, bool member) => entry.Prices.FirstOrDefault(price => price.Zone == zone && price.Member == member);

    private void Refuse(string column, Fen amount, string code, string reason)
    {
        var row = entry.At.Refuse(column, amount.ToString(), code, reason);
        if (!refused.Contains(row)) refused.Add(row);
    }
}
