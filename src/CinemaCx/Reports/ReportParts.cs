using SkiaSharp;

namespace CinemaCx.Reports;

/// <summary>What day and week have in common on paper. Each part is drawn at a height and says where it ends.</summary>
internal static class ReportParts
{
    private const float TitleSize = 15;

    public static float Head(Sheet sheet, string house, string title, string kind)
    {
        sheet.Box(0, 0, Sheet.Width, 60, Ink.Card);
        sheet.Box(0, 60, Sheet.Width, 0.75f, Ink.Line);
        sheet.Mark(16, 16, 28);
        sheet.Text(house, 54, 36, 17, Ink.Text, bold: true, most: 240);
        sheet.Pill(kind, Sheet.Width - 16, 35, Ink.BrandSoft, Ink.BrandDark);
        sheet.Text(title, Sheet.Margin + 2, 97, 22, Ink.Text, bold: true);
        return 112;
    }

    /// <summary>One figure in its card.</summary>
    /// <param name="change">Green with a plus, red with a minus; null: none.</param>
    /// <param name="pale">It rests on too little to be compared.</param>
    public static void Figure(Sheet sheet, float x, float y, string label, string value, string? change, string note, bool pale = false)
    {
        const float Width = (Sheet.Inner - Sheet.Gap) / 2;
        sheet.Card(x, y, Width, 98);
        sheet.Text(label, x + 14, y + 27, 13.5f, Ink.Mute);
        var wide = sheet.Text(value, x + 14, y + 60, 27, pale ? Ink.Pale : Ink.Text, bold: true, most: Width - 28);
        if (change is not null)
        {
            var colour = change[0] == '-' ? Ink.Brand : change.TrimEnd('%') is "0" ? Ink.Mute : Ink.Good;
            sheet.Text(change, x + 14 + wide + 7, y + 60, 14, colour, bold: true, most: Width - wide - 32);
        }

        sheet.Text(note, x + 14, y + 83, 12.5f, Ink.Mute, most: Width - 28);
    }

    public static float FigureX(int column) => Sheet.Margin + column * ((Sheet.Inner - Sheet.Gap) / 2 + Sheet.Gap);

    public static float LookAt(Sheet sheet, float y, IReadOnlyList<LookAt> lookAt)
    {
        const float Left = Sheet.Margin + 34;
        if (lookAt.Count == 0)
        {
            sheet.Card(Sheet.Margin, y, Sheet.Inner, 46, Ink.GoodSoft);
            sheet.Dot(Sheet.Margin + 20, y + 23, 4, Ink.Good);
            sheet.Text("没有需要特别关注的事项", Left, y + 28, 14, Ink.Good);
            return y + 46 + Sheet.Gap;
        }

        var lines = lookAt.Select(l => sheet.Wrap(l.Words, 14, Sheet.Inner - 50)).ToList();
        var height = 40 + lines.Sum(l => l.Count * 21 + 6) + 6;
        sheet.Card(Sheet.Margin, y, Sheet.Inner, height, Ink.BrandSoft);
        sheet.Text("请关注", Sheet.Margin + 14, y + 27, 14, Ink.BrandDark, bold: true);
        var at = y + 54;
        foreach (var item in lines)
        {
            sheet.Dot(Sheet.Margin + 20, at - 5, 3, Ink.Brand);
            foreach (var line in item)
            {
                sheet.Text(line, Left, at, 14, Ink.Text);
                at += 21;
            }

            at += 6;
        }

        return y + height + Sheet.Gap;
    }

    /// <summary>A card with a title and, at its right, what it is measured in.</summary>
    /// <returns>Where its content begins.</returns>
    public static float Panel(Sheet sheet, float y, float height, string title, string right)
    {
        sheet.Card(Sheet.Margin, y, Sheet.Inner, height);
        sheet.Text(title, Sheet.Margin + 16, y + 28, TitleSize, Ink.Text, bold: true);
        sheet.Text(right, Sheet.Width - Sheet.Margin - 16, y + 28, 12.5f, Ink.Mute, align: SKTextAlign.Right);
        return y + 42;
    }

    public static float Complaints(Sheet sheet, float y, long opened, long inTime, long late, long overdue)
    {
        var open = opened - inTime - late;
        var at = Panel(sheet, y, 106, "投诉", opened == 0 ? "当期没有新投诉" : $"按时结案 {ReportWords.Percent((double)inTime / opened)}");
        (string Label, long Count, SKColor Colour)[] cells =
            [("新增", opened, Ink.Text), ("按时结案", inTime, Ink.Good), ("逾期结案", late, late > 0 ? Ink.Brand : Ink.Text), ("处理中", open, Ink.Text), ("超时未结", overdue, overdue > 0 ? Ink.Brand : Ink.Text)];
        var width = (Sheet.Inner - 16) / cells.Length;
        for (var i = 0; i < cells.Length; i++)
        {
            var centre = Sheet.Margin + 8 + width * (i + 0.5f);
            sheet.Text(ReportWords.Count(cells[i].Count), centre, at + 28, 22, cells[i].Count == 0 ? Ink.Pale : cells[i].Colour, bold: true, align: SKTextAlign.Center);
            sheet.Text(cells[i].Label, centre, at + 49, 12, Ink.Mute, align: SKTextAlign.Center);
        }

        return y + 106 + Sheet.Gap;
    }

    public static byte[] Foot(Sheet sheet, float y, string words)
    {
        sheet.Text(words, Sheet.Width / 2, y + 8, 11.5f, Ink.Mute, align: SKTextAlign.Center);
        return sheet.Png(y + 26);
    }
}
