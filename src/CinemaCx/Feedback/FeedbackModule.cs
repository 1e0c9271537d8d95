using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Feedback;

public static class FeedbackModule
{
    public static IServiceCollection AddFeedback(this IServiceCollection services)
    {
        services.AddOptions<FeedbackOptions>().BindConfiguration(FeedbackOptions.Section)
            .Validate(o => o.LingerAfterShow >= TimeSpan.Zero && o.ChangeableFor >= TimeSpan.Zero, "Feedback:LingerAfterShow and Feedback:ChangeableFor must not be negative")
            .Validate(o => o.MostPerDeviceAndHour >= 0, "Feedback:MostPerDeviceAndHour must not be negative")
            .Validate(o => o.PublicUrl.Length == 0 || Uri.TryCreate(o.PublicUrl, UriKind.Absolute, out _), "Feedback:PublicUrl must be an address such as https://cinema.example.com")
            .ValidateOnStart();
        foreach (var rule in FeedbackAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<Touchpoints>()
            .AddSingleton<TouchpointDesk>()
            .AddSingleton<TouchpointQueries>()
            .AddSingleton<SurveyEditions>()
            .AddSingleton<PublishSurvey>()
            .AddSingleton<FeedbackLinks>()
            .AddSingleton<FeedbackPlaces>()
            .AddSingleton<GiveAnswer>()
            .AddSingleton<FeedbackQueries>()
            .AddSingleton<FeedbackPhotos>()
            .AddSingleton<SampleTouchpoints>()
            .AddEventHandler<CommentWritten, CommentCheck>("feedback.check-comment", canWait: true);
    }
}
