using System.Text.Json.Nodes;

namespace CinemaCx.Simulators.WeCom;

/// <summary>One bubble in a member's chat with the application. Changed only under its chat's gate.</summary>
internal sealed class ChatItem
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the member said it, not the application.</summary>
    public bool FromMember { get; init; }

    /// <summary><c>text</c>, <c>markdown</c>, <c>image</c> or <c>card</c>.</summary>
    public required string Kind { get; init; }

    public string? Text { get; init; }

    /// <summary>The media id of an image.</summary>
    public string? Picture { get; init; }

    public string? MessageId { get; init; }

    public string? TaskId { get; init; }

    /// <summary>The card as it stands now.</summary>
    public JsonObject? Card { get; set; }

    /// <summary>The word on buttons that can be pressed no more.</summary>
    public string? Greyed { get; set; }

    public bool Recalled { get; set; }

    /// <summary>How often the card was changed since it came.</summary>
    public int Updates { get; set; }

    /// <summary>Changes with every change anywhere, so that a watcher sees what is new.</summary>
    public long Version { get; set; }
}
