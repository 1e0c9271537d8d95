using System.Collections.Frozen;

namespace CinemaCx.Cases;

/// <summary>What a complaint is about, guessed from chips and words; staff correct it.</summary>
public static class CaseCategory
{
    public const string Other = "other";

    /// <summary>Code and Chinese name, in the order they are offered.</summary>
    public static readonly IReadOnlyList<(string Code, string Name)> All =
    [
        ("facility", "设施"), ("hygiene", "卫生"), ("staff", "员工"), ("concession", "餐饮"), ("ticketing", "票务"), ("av", "影音"), (Other, "其他"),
    ];

    private static readonly FrozenDictionary<string, string> Names = All.ToFrozenDictionary(c => c.Code, c => c.Name, StringComparer.Ordinal);

    private static readonly (string Code, string[] Words)[] Clues =
    [
        ("ticketing", ["退款", "退票", "取票", "票价", "检票", "改签", "多扣", "重复扣"]),
        ("av", ["音响", "声音", "画面", "银幕", "放映", "字幕", "黑屏", "卡顿", "3D", "亮度", "模糊"]),
        ("hygiene", ["脏", "臭", "异味", "垃圾", "卫生间", "厕所", "虫", "蟑螂", "洗手"]),
        ("concession", ["爆米花", "可乐", "饮料", "小吃", "卖品", "冰", "咖啡"]),
        ("staff", ["态度", "服务员", "工作人员", "保安", "骂", "不理"]),
        ("facility", ["空调", "太冷", "太热", "冷", "热", "闷", "座椅", "座位", "椅子", "扶手", "漏水", "灯", "电梯", "温度", "通风"]),
    ];

    public static string NameOf(string code) => Names.GetValueOrDefault(code, Names[Other]);

    public static bool IsKnown(string code) => Names.ContainsKey(code);

    /// <summary>The code of a Chinese name, or null.</summary>
    public static string? Parse(string name) => All.FirstOrDefault(c => c.Name == name || c.Code == name).Code;

    /// <param name="suggested">What the chips stand for, the first first.</param>
    public static string Guess(IReadOnlyList<string> suggested, string? comment)
    {
        if (suggested.FirstOrDefault(IsKnown) is { } chip) return chip;
        if (string.IsNullOrEmpty(comment)) return Other;
        foreach (var (code, words) in Clues)
            if (Array.Exists(words, w => comment.Contains(w, StringComparison.OrdinalIgnoreCase))) return code;
        return Other;
    }
}
