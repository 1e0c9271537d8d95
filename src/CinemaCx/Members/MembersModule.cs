using CinemaCx.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Members;

public static class MembersModule
{
    public static IServiceCollection AddMembers(this IServiceCollection services)
    {
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section)
            .Validate(o => o.IdleTimeout > TimeSpan.Zero && o.Lifetime > TimeSpan.Zero, "Sessions:IdleTimeout and Sessions:Lifetime must be longer than zero")
            .ValidateOnStart();
        return services
            .AddSingleton(new HousekeepingRule("ended-sessions", TimeSpan.Zero, "DELETE FROM guest_sessions WHERE expires_at < @before"))
            .AddSingleton<Guests>()
            .AddSingleton<GuestSessions>()
            .AddSingleton<SignIn>()
            .AddSingleton<BindPhone>()
            .AddSingleton<SetBirthday>();
    }
}
