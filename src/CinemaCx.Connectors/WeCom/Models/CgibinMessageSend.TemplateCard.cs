using System.Text.Json.Serialization;

namespace CinemaCx.Connectors.WeCom.Models;

public sealed partial class CgibinMessageSendRequest
{
    public static partial class Types
    {
        /// <summary>The blocks that a text_notice or button_interaction card may have (page "模板卡片消息").</summary>
        public class TemplateCardMessage
        {
            public static class Types
            {
                public sealed class Source
                {
                    [JsonPropertyName("desc")]
                    public string? Description { get; set; }

                    /// <summary>0 grey, 1 black, 2 red, 3 green.</summary>
                    [JsonPropertyName("desc_color")]
                    public int? DescriptionColor { get; set; }
                }

                public sealed class ActionMenu
                {
                    [JsonPropertyName("desc")]
                    public string? Description { get; set; }

                    /// <summary>One to three.</summary>
                    [JsonPropertyName("action_list")]
                    public IList<MenuAction> ActionList { get; set; } = [];
                }

                public sealed class MenuAction
                {
                    [JsonPropertyName("text")]
                    public string Text { get; set; } = "";

                    /// <summary>At most 1,024 bytes.</summary>
                    [JsonPropertyName("key")]
                    public string Key { get; set; } = "";
                }

                public sealed class MainTitle
                {
                    [JsonPropertyName("title")]
                    public string? Title { get; set; }

                    [JsonPropertyName("desc")]
                    public string? Description { get; set; }
                }

                public sealed class QuoteArea
                {
                    /// <summary>0 leads nowhere, 1 to an address.</summary>
                    [JsonPropertyName("type")]
                    public int Type { get; set; }

                    [JsonPropertyName("quote_text")]
                    public string? QuoteText { get; set; }
                }

                public sealed class HorizontalContent
                {
                    /// <summary>0 text, 1 address.</summary>
                    [JsonPropertyName("type")]
                    public int Type { get; set; }

                    [JsonPropertyName("keyname")]
                    public string Key { get; set; } = "";

                    [JsonPropertyName("value")]
                    public string? Value { get; set; }

                    [JsonPropertyName("url")]
                    public string? Url { get; set; }
                }

                public sealed class CardAction
                {
                    /// <summary>0 leads nowhere (interactive cards only), 1 to an address.</summary>
                    [JsonPropertyName("type")]
                    public int Type { get; set; }

                    [JsonPropertyName("url")]
                    public string? Url { get; set; }
                }

                public sealed class ButtonSelection
                {
                    /// <summary>At most 1,024 bytes.</summary>
                    [JsonPropertyName("question_key")]
                    public string QuestionKey { get; set; } = "";

                    [JsonPropertyName("title")]
                    public string? Title { get; set; }

                    /// <summary>One to ten.</summary>
                    [JsonPropertyName("option_list")]
                    public IList<Option> OptionList { get; set; } = [];
                }

                public sealed class Option
                {
                    /// <summary>At most 128 bytes, unique.</summary>
                    [JsonPropertyName("id")]
                    public string Id { get; set; } = "";

                    [JsonPropertyName("text")]
                    public string Text { get; set; } = "";
                }

                public sealed class Button
                {
                    [JsonPropertyName("text")]
                    public string Text { get; set; } = "";

                    /// <summary>1 to 4.</summary>
                    [JsonPropertyName("style")]
                    public int Style { get; set; } = 1;

                    /// <summary>At most 1,024 bytes, unique.</summary>
                    [JsonPropertyName("key")]
                    public string Key { get; set; } = "";
                }
            }

            /// <summary><c>button_interaction</c> or <c>text_notice</c>.</summary>
            [JsonPropertyName("card_type")]
            public string CardType { get; set; } = "button_interaction";

            [JsonPropertyName("source")]
            public Types.Source? Source { get; set; }

            [JsonPropertyName("action_menu")]
            public Types.ActionMenu? ActionMenu { get; set; }

            [JsonPropertyName("main_title")]
            public Types.MainTitle? MainTitle { get; set; }

            [JsonPropertyName("quote_area")]
            public Types.QuoteArea? QuoteArea { get; set; }

            [JsonPropertyName("sub_title_text")]
            public string? SubTitleText { get; set; }

            /// <summary>At most six.</summary>
            [JsonPropertyName("horizontal_content_list")]
            public IList<Types.HorizontalContent>? HorizontalContentList { get; set; }

            [JsonPropertyName("card_action")]
            public Types.CardAction? CardAction { get; set; }

            /// <summary>At most 128 bytes of digits, letters and <c>_-@</c>; never used twice.</summary>
            [JsonPropertyName("task_id")]
            public string? TaskId { get; set; }

            [JsonPropertyName("button_selection")]
            public Types.ButtonSelection? ButtonSelection { get; set; }

            /// <summary>One to six.</summary>
            [JsonPropertyName("button_list")]
            public IList<Types.Button>? ButtonList { get; set; }

            /// <summary>Updates only: the words on the buttons, which can be pressed no more.</summary>
            [JsonPropertyName("replace_text")]
            public string? ReplaceText { get; set; }
        }
    }
}
