using CinemaCx.Feedback;
using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Cases;

public static class CasesModule
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        foreach (var rule in CaseAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<CaseRules>()
            .AddSingleton<CaseDesk>()
            .AddSingleton<CaseQueries>()
            .AddSingleton<AcknowledgeCase>()
            .AddSingleton<AssignCase>()
            .AddSingleton<NoteOnCase>()
            .AddSingleton<CallGuest>()
            .AddSingleton<CompensateGuest>()
            .AddSingleton<ReplyToGuest>()
            .AddSingleton<CloseCase>()
            .AddSingleton<ReopenCase>()
            .AddSingleton<RecategoriseCase>()
            .AddSingleton<UndoCaseAct>()
            .AddSingleton<CaseActs>()
            .AddSingleton<GuestCases>()
            .AddEventHandler<FeedbackGiven, OpenCase>("cases.open-case");
    }
}
