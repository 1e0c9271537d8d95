using CinemaCx.Cases;

namespace CinemaCx.WecomBot.Commands;

/// <summary>A command about one case.</summary>
internal abstract class CaseCommand(CaseQueries cases) : ChatCommand
{
    public override bool NeedsCase => true;

    public override async Task<Reply> RunAsync(ChatCaller caller, string? caseName, string words, CancellationToken cancellation) =>
        await ActAsync(caller, await cases.FindAsync(caseName!, caller.Member, cancellation), words, cancellation);

    protected abstract Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation);
}

internal sealed class AcknowledgeCommand(CaseQueries cases, AcknowledgeCase acknowledge) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["受理", "接单", "收到", "认领", "ack"];

    public override string Usage => "受理 C123";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await acknowledge.RunAsync(row.Id, caller.Actor, cancellation);
        return new Reply($"{row.Name} 已由您受理");
    }
}

internal sealed class CompensateCommand(CaseQueries cases, CompensateGuest compensate) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["补偿", "赔偿", "发券", "送券"];

    public override string Usage => "补偿 C123 20元券";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        var done = await compensate.RunAsync(row.Id, caller.Actor, words, cancellation);
        return done.ClaimCode is null
            ? new Reply($"{row.Name} 已发放 {done.CouponName}，已到观众卡包")
            : new Reply($"{row.Name} 已发放 {done.CouponName}，领取码 {done.ClaimCode}，请告知观众", ForHerAlone: true);
    }
}

internal sealed class CloseCommand(CaseQueries cases, CloseCase close) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["关闭", "结案", "办结", "完成", "close"];

    public override string Usage => "关闭 C123 空调滤网已更换";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        // 原因……，处理……: two parts; otherwise the same words stand for both.
        var cut = words.IndexOfAny([';', '；']);
        var after = await close.RunAsync(row.Id, caller.Actor, cut < 0 ? words : words[(cut + 1)..], cut < 0 ? null : words[..cut], cancellation);
        return new Reply($"{row.Name} 已关闭：{after.Action}");
    }
}

internal sealed class NoteCommand(CaseQueries cases, NoteOnCase note) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["备注", "记录", "note"];

    public override string Usage => "备注 C123 已请工程师查看";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await note.RunAsync(row.Id, caller.Actor, words, cancellation);
        return new Reply($"{row.Name} 已备注");
    }
}

internal sealed class AssignCommand(CaseQueries cases, AssignCase assign) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["转交", "指派", "转给", "派给"];

    public override string Usage => "转交 C123 王工";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await assign.RunAsync(row.Id, caller.Actor, words.TrimStart('给'), cancellation);
        return new Reply($"{row.Name} 已转交给{words.TrimStart('给')}");
    }
}

internal sealed class ReplyCommand(CaseQueries cases, ReplyToGuest reply) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["回复", "回复观众"];

    public override string Usage => "回复 C123 已为您更换座椅";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await reply.RunAsync(row.Id, caller.Actor, words, cancellation);
        return new Reply($"{row.Name} 已回复，观众在评价页可以看到");
    }
}

internal sealed class CallCommand(CaseQueries cases, CallGuest call) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["电话", "致电", "联系"];

    public override string Usage => "电话 C123";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation) =>
        new($"{row.Name} 观众电话：{await call.RunAsync(row.Id, caller.Actor, cancellation)}", ForHerAlone: true);
}

internal sealed class RecategoriseCommand(CaseQueries cases, RecategoriseCase recategorise) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["分类", "改分类"];

    public override string Usage => "分类 C123 卫生";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        var after = await recategorise.RunAsync(row.Id, caller.Actor, words, cancellation);
        return new Reply($"{row.Name} 分类已改为{CaseCategory.NameOf(after.Category)}");
    }
}

internal sealed class ReopenCommand(CaseQueries cases, ReopenCase reopen) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["重开", "重新打开", "reopen"];

    public override string Usage => "重开 C123";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await reopen.RunAsync(row.Id, caller.Actor, words, cancellation);
        return new Reply($"{row.Name} 已重新打开");
    }
}

internal sealed class UndoCommand(CaseQueries cases, UndoCaseAct undo) : CaseCommand(cases)
{
    public override IReadOnlyList<string> Names { get; } = ["撤销", "撤回", "undo"];

    public override string Usage => "撤销 C123（10 秒内）";

    protected override async Task<Reply> ActAsync(ChatCaller caller, CaseRow row, string words, CancellationToken cancellation)
    {
        await undo.RunAsync(row.Id, caller.Actor, cancellation);
        return new Reply($"{row.Name} 已撤销上一步");
    }
}
