using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Members;

public static class MembersModule
{
    public static IServiceCollection AddMembers(this IServiceCollection services) => services
        .AddSingleton<Guests>()
        .AddSingleton<GuestSessions>()
        .AddSingleton<SignIn>()
        .AddSingleton<BindPhone>();
}
