using CinemaCx.Platform.Web;
using CinemaCx.Staff;

namespace CinemaCx.WecomBot;

internal sealed record CallingStaff(StaffMember Member) : ICallerFeature
{
    public string? CallerId => Member.EmployeeId;
}

/// <summary>The member of staff who calls, as a parameter of an endpoint that names the roles it is for.</summary>
internal sealed record StaffCaller(StaffMember Member)
{
    public static ValueTask<StaffCaller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<ICallerFeature>() is CallingStaff calling ? new StaffCaller(calling.Member) : null);
}

internal static class StaffTokenMiddleware
{
    /// <summary>Only staff of these roles.</summary>
    public static TBuilder For<TBuilder>(this TBuilder builder, params StaffRole[] roles)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RolesMetadata(roles));

    public static void UseStaffTokens(this WebApplication app)
    {
        var tokens = app.Services.GetRequiredService<StaffTokens>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<RolesMetadata>() is { } allowed)
            {
                var member = await FindAsync(context, tokens);
                if (!allowed.Roles.Contains(member.Role)) throw StaffRefusals.NotAllowed();
                context.Features.Set<ICallerFeature>(new CallingStaff(member));
            }

            await next(context);
        });
    }

    private static async Task<StaffMember> FindAsync(HttpContext context, StaffTokens tokens)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw StaffRefusals.TokenRequired();
        return await tokens.FindAsync(header[Scheme.Length..].Trim(), context.RequestAborted) ?? throw StaffRefusals.TokenInvalid();
    }

    private sealed record RolesMetadata(StaffRole[] Roles) : ICallerDemand
    {
        public bool IsMust => true;
    }
}
