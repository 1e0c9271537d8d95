using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CinemaCx.Platform.Web;

public sealed class DoorOptions
{
    public const string Section = "Door";

    /// <summary>
    /// Addresses of the reverse proxies in front of the door. Only from them is <c>X-Forwarded-For</c> believed; empty: from nobody.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];
}

/// <summary>What both doors stand on: database, Redis, outbox, and how requests come in and problems go out.</summary>
public static class Door
{
    /// <summary>Largest request body in bytes; nothing a guest or a platform sends comes near it.</summary>
    private const long LargestBody = 256 * 1024;

    public static void AddFloor(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        StartupSilence.AddTo(builder);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section);
        services.AddOptions<DoorOptions>().BindConfiguration(DoorOptions.Section)
            .Validate(o => o.TrustedProxies.All(p => System.Net.IPAddress.TryParse(p, out _)), "Door:TrustedProxies must be IP addresses")
            .ValidateOnStart();
        services.AddOptions<PersonalDataOptions>().BindConfiguration(PersonalDataOptions.Section)
            .Validate(o => Is32Bytes(o.Key), "PersonalData:Key must be 32 random bytes in base64 (openssl rand -base64 32)")
            .ValidateOnStart();
        services.TryAddSingleton(provider => new Database(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value));
        services.TryAddSingleton(provider => new PersonalData(provider.GetRequiredService<IOptions<PersonalDataOptions>>().Value));
        services.AddRedis();
        services.AddSingleton<EventCatalog>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<Audit>();
        services.AddLongWorks();
        services.AddSingleton(IdempotentAttempt.Housekeeping);

        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            // "2" is no number: what is taken is what the description says.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
    }

    /// <summary>First in a door's pipeline: the true address of the caller, and every problem translated.</summary>
    public static void UseFloor(this WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<IOptions<DoorOptions>>().Value.TrustedProxies;
        if (trusted.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in trusted)
            {
                forwarded.KnownProxies.Add(IPAddress.TryParse(proxy, out var address)
                    ? address
                    : throw new OptionsValidationException(DoorOptions.Section, typeof(DoorOptions), [$"Door:TrustedProxies: \"{proxy}\" is no IP address"]));
            }

            app.UseForwardedHeaders(forwarded);
        }

        StartupSilence.EndsWithTheStartOf(app);
        app.UseProblems();
        app.UseRouting();
    }

    private static bool Is32Bytes(string base64)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == 32;
    }
}
