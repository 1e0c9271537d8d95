using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Staff;

public static class StaffModule
{
    public static IServiceCollection AddStaff(this IServiceCollection services) => services
        .AddSingleton<StaffTokens>()
        .AddSingleton<StaffDirectory>()
        .AddSingleton<StaffActs>()
        .AddSingleton<HireStaff>()
        .AddSingleton<ChangeStaff>()
        .AddSingleton<LeaveStaff>()
        .AddSingleton<BindChat>()
        .AddSingleton<DutyRoster>()
        .AddSingleton<RosterWeeks>()
        .AddSingleton<ImportRoster>()
        .AddSingleton<DutyCovers>()
        .AddSingleton<OpeningHours>()
        .AddSingleton<SampleStaff>();
}
