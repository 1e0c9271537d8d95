using CinemaCx.Cases;
using CinemaCx.Staff;

namespace CinemaCx.WecomBot.Commands;

/// <summary>Who speaks in which chat.</summary>
/// <param name="Channel"><c>wecom</c> or <c>dingtalk</c>.</param>
internal sealed record ChatCaller(StaffMember Member, string Channel)
{
    public CaseActor Actor => new(Channel, Member);
}

/// <summary>What the bot answers.</summary>
/// <param name="ForHerAlone">No card says it: who pressed a button is told in words too.</param>
internal sealed record Reply(string Text, bool ForHerAlone = false);

/// <summary>Something staff can say to the bot, or press on a card.</summary>
internal abstract class ChatCommand
{
    /// <summary>What it is called; the first is shown in the help.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>How it is used, for the help: <c>受理 C123</c>.</summary>
    public abstract string Usage { get; }

    /// <summary>True when it is about one case.</summary>
    public virtual bool NeedsCase => false;

    /// <param name="caseName">Null when none was named and none is needed.</param>
    /// <param name="words">What was said besides.</param>
    /// <exception cref="Platform.Primitives.Refusal">Her reply is its sentence.</exception>
    public abstract Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation);

    /// <summary>A button was pressed on a card that belongs to no case.</summary>
    /// <param name="isFresh">False: this press was told before; only the card as it is now is wanted.</param>
    /// <returns>Null when the card is not of this command's kind.</returns>
    public virtual Task<PressAnswer?> PressedAsync(ChatCaller caller, string cardId, string key, bool isFresh, CancellationToken cancellation) => Task.FromResult<PressAnswer?>(null);
}
