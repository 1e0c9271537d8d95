using System.Text;
using System.Text.RegularExpressions;
using CinemaCx.Alerts;
using static CinemaCx.Connectors.WeCom.Models.CgibinMessageSendRequest.Types;
using Parts = CinemaCx.Connectors.WeCom.Models.CgibinMessageSendRequest.Types.TemplateCardMessage.Types;

namespace CinemaCx.Connectors.WeCom;

/// <summary>Draws a <see cref="StaffCard"/> as a template card (page "模板卡片消息"), every text within the platform's limits.</summary>
internal static partial class WeComCard
{
    /// <summary>Key of the single button that a finished card without a link needs, because the platform takes no interactive card without one.</summary>
    public const string FinishedKey = "finished";

    private const int MostLines = 6;
    private const int MostButtons = 6;
    private const int MostFolded = 3;
    private const int MostKeyBytes = 1024;
    private const int MostOptions = 10;

    /// <summary>What the platform would refuse and cutting cannot mend; null when the card can be sent.</summary>
    public static string? Fault(StaffCard card)
    {
        if (!TaskId().IsMatch(card.Id))
            return "task_id: 1 to 64 of letters, digits, _, - and @";
        if (card.Buttons.Any(button => button.Key.Length == 0 || Encoding.UTF8.GetByteCount(button.Key) > MostKeyBytes))
            return "button key: 1 to 1,024 bytes";
        if (card.Buttons.Select(button => button.Key).Distinct(StringComparer.Ordinal).Count() != card.Buttons.Count)
            return "button keys must differ";
        if (card.Buttons.Count > MostButtons + MostFolded)
            return "too many buttons";
        if (card.Choice is { } choice && (choice.Options.Count is 0 or > MostOptions || choice.Options.DistinctBy(option => option.Id).Count() != choice.Options.Count))
            return "a choice has 1 to 10 options with different ids";
        return null;
    }

    /// <summary>A card to be sent.</summary>
    public static TemplateCardMessage Fresh(StaffCard card)
    {
        var drawn = Draw(card);
        drawn.TaskId = card.Id;
        if (card.Buttons.Count > 0)
            return drawn;
        if (card.Link is null)
        {
            drawn.ButtonList = [Finished(card)];
            return drawn;
        }

        // Nothing to press any more: the kind that needs no button, and leads to the case.
        drawn.CardType = "text_notice";
        return drawn;
    }

    /// <summary>A card that takes the place of one lying there; without buttons its place for them shows <see cref="StaffCard.Done"/>, greyed.</summary>
    public static TemplateCardMessage Update(StaffCard card)
    {
        var drawn = Draw(card);
        if (card.Buttons.Count > 0)
            return drawn;
        drawn.ButtonList = [Finished(card)];
        drawn.ReplaceText = drawn.ButtonList[0].Text;
        return drawn;
    }

    private static TemplateCardMessage Draw(StaffCard card)
    {
        var (standing, folded) = Split(card.Buttons);
        return new TemplateCardMessage
        {
            Source = new Parts.Source { Description = WeComWords.Fit(card.Source, 20), DescriptionColor = Colour(card.Tone) },
            MainTitle = new Parts.MainTitle { Title = WeComWords.Fit(card.Title, 36), Description = WeComWords.Fit(card.Subtitle, 44) },
            QuoteArea = string.IsNullOrWhiteSpace(card.Quote) ? null : new Parts.QuoteArea { QuoteText = WeComWords.Fit(card.Quote, 200) },
            SubTitleText = string.IsNullOrWhiteSpace(card.Status) ? null : WeComWords.Fit(card.Status, 160),
            HorizontalContentList = card.Lines.Count == 0 ? null : [.. card.Lines.Take(MostLines).Select(Line)],
            CardAction = card.Link is null ? null : new Parts.CardAction { Type = 1, Url = card.Link },
            ButtonSelection = card.Choice is { } choice && card.Buttons.Count > 0 ? Choice(choice) : null,
            ButtonList = standing.Count == 0 ? null : [.. standing.Select(Button)],
            ActionMenu = folded.Count == 0 ? null : new Parts.ActionMenu
            {
                Description = "更多操作",
                ActionList = [.. folded.Select(button => new Parts.MenuAction { Text = WeComWords.Fit(button.Text, 10)!, Key = button.Key })],
            },
        };
    }

    // At least one button must stand, at most three can be folded away; what finds no place there stands after the main ones.
    private static (List<CardButton> Standing, List<CardButton> Folded) Split(IReadOnlyList<CardButton> buttons)
    {
        var standing = buttons.Where(button => button.Main).ToList();
        var others = buttons.Where(button => !button.Main).ToList();
        var kept = Math.Max(standing.Count == 0 && others.Count > 0 ? 1 : 0, others.Count - MostFolded);
        standing.AddRange(others.Take(kept));
        return (standing, others.Skip(kept).ToList());
    }

    private static Parts.Button Button(CardButton button, int place) =>
        new() { Text = WeComWords.Fit(button.Text, 10)!, Key = button.Key, Style = place == 0 ? 1 : 2 };

    private static Parts.Button Finished(StaffCard card) =>
        new() { Text = WeComWords.Fit(string.IsNullOrWhiteSpace(card.Done) ? "已完成" : card.Done, 10)!, Key = FinishedKey, Style = 2 };

    private static Parts.HorizontalContent Line(CardLine line) => new()
    {
        Type = line.Link is null ? 0 : 1,
        Key = WeComWords.Fit(line.Label, 5)!,
        Value = WeComWords.Fit(line.Value, 30),
        Url = line.Link,
    };

    private static Parts.ButtonSelection Choice(CardChoice choice) => new()
    {
        QuestionKey = choice.Key,
        Title = WeComWords.Fit(choice.Title, 10),
        OptionList = [.. choice.Options.Select(option => new Parts.Option { Id = option.Id, Text = WeComWords.Fit(option.Text, 16)! })],
    };

    private static int Colour(CardTone tone) => tone switch
    {
        CardTone.Alarm => 2,
        CardTone.Working => 1,
        _ => 3,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_\-@]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TaskId();
}
