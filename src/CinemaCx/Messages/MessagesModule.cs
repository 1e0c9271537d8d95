using CinemaCx.Platform.Data;
using CinemaCx.Platform.Redis;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

public static class MessagesModule
{
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddOptions<MessageOptions>().BindConfiguration(MessageOptions.Section)
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Messages:TimeZone must be the name of a time zone")
            .Validate(o => QuietHours.Read(o.QuietFrom, o.QuietTo) is not null, "Messages:QuietFrom and Messages:QuietTo must be HH:mm")
            .Validate(o => o is { MostPerGuest: >= 1 and <= 100, MostInFlight: >= 1 and <= 512 }, "Messages:MostPerGuest must be 1 to 100, Messages:MostInFlight 1 to 512")
            .Validate(o => o.MostPerGuestWithin > TimeSpan.Zero && o.Patience > TimeSpan.Zero, "Messages:MostPerGuestWithin and Messages:Patience must be longer than zero")
            .Validate(o => o is { SubscribePerMinute: >= 0, ServiceAccountPerMinute: >= 0, WeComPerMinute: >= 0, SmsPerMinute: >= 0 }, "Messages:…PerMinute must be 0 or more")
            .Validate(o => o.KeepMonths is >= 3 and <= 240, "Messages:KeepMonths must be 3 to 240")
            .ValidateOnStart();
        foreach (var rule in MessageAudit.Rules) services.AddSingleton(rule);
        services.AddSingleton(provider => new HousekeepingRule("old-messages", provider.GetRequiredService<IOptions<MessageOptions>>().Value.Keep, """
            DELETE FROM guest_messages WHERE campaign_id IS NULL AND settled_at < @before AND state IN ('sent', 'delivered', 'refused', 'dropped')
            """));
        services.AddSingleton(new HousekeepingRule("early-message-fates", TimeSpan.FromDays(7), "DELETE FROM message_fates WHERE told_at < @before"));
        return services
            .AddSingleton<MessageLink>()
            .AddSingleton<GuestConsents>()
            .AddSingleton<Subscriptions>()
            .AddSingleton<MessageFates>()
            .AddSingleton<HearPlatform>()
            .AddSingleton<MessageTemplates>()
            .AddSingleton<MessageReach>()
            .AddSingleton<QueueMessage>()
            .AddSingleton<StopMessages>()
            .AddSingleton<MakeMessageTemplate>()
            .AddSingleton<Recipients>()
            .AddSingleton<PreviewMessage>()
            .AddSingleton<KeepContacts>()
            .AddSingleton<MessageDoubts>()
            .AddSingleton<SampleMessages>()
            .AddSingleton<MessageQueries>();
    }

    /// <summary>Makes this process one of those that send. The connectors' <see cref="IGuestChannel"/> are the ways it can use.</summary>
    public static IServiceCollection AddMessageSender(this IServiceCollection services)
    {
        services.AddRateLimits();
        return services
            .AddSingleton<MessageLeases>()
            .AddSingleton<MessageMarks>()
            .AddSingleton<MessageRecords>()
            .AddSingleton(provider => new MessageBooks(
                provider.GetRequiredService<MessageLeases>(), provider.GetRequiredService<MessageMarks>(), provider.GetRequiredService<MessageRecords>(), provider.GetRequiredService<RateLimiter>()))
            .AddSingleton(provider => new MessageSender.SenderParts(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<RedisSignal>(), provider.GetRequiredService<MessageReach>(), provider.GetRequiredService<MessageFates>(), provider.GetServices<IGuestChannel>()))
            .AddHostedService<MessageSender>();
    }
}
