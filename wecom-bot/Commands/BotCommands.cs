namespace CinemaCx.WecomBot.Commands;

internal static class BotCommands
{
    /// <summary>Everything staff can say, in the order of the help.</summary>
    public static IServiceCollection AddBotCommands(this IServiceCollection services) => services
        .AddSingleton<ChatCommand, AcknowledgeCommand>()
        .AddSingleton<ChatCommand, CompensateCommand>()
        .AddSingleton<ChatCommand, CloseCommand>()
        .AddSingleton<ChatCommand, ReplyCommand>()
        .AddSingleton<ChatCommand, NoteCommand>()
        .AddSingleton<ChatCommand, AssignCommand>()
        .AddSingleton<ChatCommand, CallCommand>()
        .AddSingleton<ChatCommand, RecategoriseCommand>()
        .AddSingleton<ChatCommand, ReopenCommand>()
        .AddSingleton<ChatCommand, UndoCommand>()
        .AddSingleton<ChatCommand, MyCasesCommand>()
        .AddSingleton<ChatCommand, CouponsCommand>()
        .AddSingleton<ChatCommand, DutyCommand>()
        .AddSingleton<ChatCommand, DropCommand>()
        .AddSingleton<CommandDesk>();
}
