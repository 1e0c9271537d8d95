using System.Globalization;
using System.Text;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>What may be given away.</summary>
public sealed class CouponTemplates
{
    // Words that every coupon is called by say nothing of which one is meant.
    private static readonly string[] Fillers = ["优惠券", "代金券", "补偿券", "一张", "1张", "人民币", "券", "张", "元", "块钱", "块", "圆", "¥", "￥", "rmb"];

    // What is offered is asked for in storms; that a template was retired is checked again when a coupon of it is counted.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly Database _database;
    private readonly FreshMemory<string, CouponTemplateRow?> _offered;

    public CouponTemplates(Database database, TimeProvider time)
    {
        _database = database;
        _offered = new(id => FindAsync(id, CancellationToken.None), Age, time);
    }


    /// <summary>What somebody of this role may give away to make good for something, smallest first.</summary>
    public async Task<IReadOnlyList<CouponTemplateRow>> ForCompensationAsync(StaffRole role, CancellationToken cancellation) =>
        [.. (await CompensationsAsync(cancellation)).Where(t => CouponRights.MayCompensate(role, t))];

    /// <summary>Those that may be meant, surest first: <c>20元券</c>, <c>20块</c>, <c>二十</c>, <c>c20</c>, <c>兑换</c>.</summary>
    public async Task<IReadOnlyList<CouponTemplateRow>> FindForCompensationAsync(string words, StaffRole role, CancellationToken cancellation) =>
        Best(words, await ForCompensationAsync(role, cancellation));

    /// <summary>The one that is meant.</summary>
    /// <exception cref="Refusal">
    /// 404 <c>coupon-template-not-found</c>, 422 <c>coupon-template-unclear</c> (both with the names to choose from), 403 <c>coupon-not-allowed</c>.
    /// </exception>
    public async Task<CouponTemplateRow> RequireForCompensationAsync(string words, StaffRole role, CancellationToken cancellation)
    {
        var all = await CompensationsAsync(cancellation);
        var allowed = all.Where(t => CouponRights.MayCompensate(role, t)).ToList();
        var best = Best(words, all);
        if (best.Count == 0) throw CouponRefusals.TemplateNotFound(words, allowed.Select(t => t.Name));
        var hers = best.Where(t => CouponRights.MayCompensate(role, t)).ToList();
        if (hers.Count == 0) throw CouponRefusals.TemplateNotAllowed(best[0].Name);
        return hers.Count == 1 ? hers[0] : throw CouponRefusals.TemplateUnclear(words, hers.Select(t => t.Name));
    }

    public async Task<CouponTemplateRow?> FindAsync(string templateId, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await db.GetTable<CouponTemplateRow>().FirstOrDefaultAsync(t => t.Id == templateId, cancellation);
    }

    /// <summary>What guests may take themselves, or may soon; a moment old.</summary>
    internal async Task<CouponTemplateRow?> OfferedAsync(string templateId, CancellationToken cancellation) =>
        await _offered.GetAsync(templateId, cancellation) is { ClaimFrom: not null, RetiredAt: null } template ? template : null;

    internal void Forget(string templateId) => _offered.Forget(templateId);

    private async Task<List<CouponTemplateRow>> CompensationsAsync(CancellationToken cancellation)
    {
        await using var db = _database.Read();
        var templates = await db.GetTable<CouponTemplateRow>().Where(t => t.LeastRole != null && t.RetiredAt == null).ToListAsync(cancellation);
        return [.. templates.OrderBy(t => t.WorstCase).ThenBy(t => t.Code, StringComparer.Ordinal)];
    }

    /// <returns>All that match as well as the best does.</returns>
    internal static IReadOnlyList<CouponTemplateRow> Best(string words, IEnumerable<CouponTemplateRow> templates)
    {
        var scored = templates.Select(t => (Template: t, Score: Score(words, t))).Where(t => t.Score > 0).ToList();
        return scored.Count == 0 ? [] : [.. scored.Where(t => t.Score == scored.Max(s => s.Score)).Select(t => t.Template)];
    }

    private static int Score(string words, CouponTemplateRow template)
    {
        var (said, name) = (Plain(words), Plain(template.Name));
        if (said.Length == 0) return 0;
        if (said == name || said == Plain(template.Code)) return 4;
        var core = Core(said);
        if (core.Length == 0) return 0;
        if (core == Core(name)) return 3;
        // A number means that amount and nothing that merely contains the digit.
        if (Amount(core) is { } amount) return template.Amount == amount ? 2 : 0;
        return name.Contains(core, StringComparison.Ordinal) || core.Contains(Core(name), StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>Full-width and half-width, large and small, spaced or not: all the same.</summary>
    private static string Plain(string words) =>
        string.Concat(words.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Where(c => !char.IsWhiteSpace(c)));

    private static string Core(string plain)
    {
        foreach (var filler in Fillers)
        {
            var less = plain.Replace(filler, "", StringComparison.Ordinal);
            if (less.Length > 0) plain = less;
        }

        return plain;
    }

    private static Fen? Amount(string core) =>
        decimal.TryParse(core, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && yuan is > 0 and < 100_000
            ? new Fen((long)(yuan * 100))
            : Tens(core) is { } number ? Fen.Yuan(number) : null;

    /// <summary>Chinese numerals up to 99: 十, 二十, 五十五.</summary>
    private static int? Tens(string core)
    {
        const string Digits = "零一二三四五六七八九";
        var text = core.Replace('两', '二');
        var ten = text.IndexOf('十', StringComparison.Ordinal);
        if (text.Length is 0 or > 3 || text.Any(c => c != '十' && !Digits.Contains(c, StringComparison.Ordinal))) return null;
        if (ten < 0) return text.Length == 1 ? Digits.IndexOf(text, StringComparison.Ordinal) : null;
        if (ten > 1 || text.Length > ten + 2) return null;
        var tens = ten == 0 ? 1 : Digits.IndexOf(text[..1], StringComparison.Ordinal);
        var ones = text.Length == ten + 1 ? 0 : Digits.IndexOf(text[^1..], StringComparison.Ordinal);
        return tens * 10 + ones;
    }
}
