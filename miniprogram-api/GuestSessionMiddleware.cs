using CinemaCx.Members;
using CinemaCx.Platform.Web;

namespace CinemaCx.MiniProgramApi;

/// <summary>What an endpoint demands of its caller.</summary>
internal enum GuestDemand
{
    /// <summary>Anybody; a guest who says who she is sees more.</summary>
    Welcome,

    /// <summary>A guest, recognised even while Redis is away.</summary>
    Known,

    /// <summary>A guest whose session was just confirmed: money and seats are at stake.</summary>
    Live,
}

internal sealed record CallingGuest(GuestSession Session, string Token) : ICallerFeature
{
    public string? CallerId => Session.GuestId;
}

/// <summary>The guest who calls, as a parameter of an endpoint that demands one.</summary>
internal sealed record Caller(string GuestId, string OpenId, string Token)
{
    public static ValueTask<Caller?> BindAsync(HttpContext context)
    {
        var calling = context.Features.Get<ICallerFeature>() as CallingGuest;
        return ValueTask.FromResult(calling is null ? null : new Caller(calling.Session.GuestId, calling.Session.OpenId, calling.Token));
    }
}

internal static class GuestSessionMiddleware
{
    public static TBuilder Demand<TBuilder>(this TBuilder builder, GuestDemand demand)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DemandMetadata(demand));

    /// <summary>Finds out who calls, for the endpoints that want to know.</summary>
    public static void UseGuestSessions(this WebApplication app)
    {
        var sessions = app.Services.GetRequiredService<GuestSessions>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<DemandMetadata>()?.Demand is { } demand)
            {
                var calling = await FindAsync(context, sessions, demand);
                if (calling is not null) context.Features.Set<ICallerFeature>(calling);
            }

            await next(context);
        });
    }

    private static async Task<CallingGuest?> FindAsync(HttpContext context, GuestSessions sessions, GuestDemand demand)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return demand == GuestDemand.Welcome && header.Length == 0 ? null : throw MemberRefusals.SessionRequired();

        var token = header[Scheme.Length..].Trim();
        var session = await sessions.FindAsync(token, context.RequestAborted) ?? throw MemberRefusals.SessionInvalid();
        if (demand == GuestDemand.Live && !session.IsLive) throw MemberRefusals.SessionStoreUnavailable();
        return new CallingGuest(session, token);
    }

    private sealed record DemandMetadata(GuestDemand Demand) : ICallerDemand
    {
        public bool IsMust => Demand != GuestDemand.Welcome;
    }
}
