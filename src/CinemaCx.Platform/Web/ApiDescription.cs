using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CinemaCx.Platform.Web;

/// <summary>A door describes itself: OpenAPI at <c>/openapi/v1.json</c>, a page to read and try it at <c>/reference</c>.</summary>
public static class ApiDescription
{
    private const string Bearer = "bearer";

    public static void MapApiDescription(this WebApplication app, string title)
    {
        app.MapOpenApi("/openapi/v1.json");
        // The page is read on machines without a way out: nothing of it may ask anybody else.
        app.MapScalarApiReference("/reference", reference => reference
            .WithTitle(title)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton());
    }

    /// <param name="token">Where the bearer token comes from.</param>
    public static void AddApiDescription(this IServiceCollection services, string title, string token) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = title,
                Version = "v1",
                Description = "Money is an integer of fen. Times are RFC 3339. Every refusal is application/problem+json with a stable code and a Chinese sentence; "
                    + "any call may be answered 503 with Retry-After while something it needs is away.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = token },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            TellWhoMayCall(operation, context);
            TellOfKeys(operation);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Mend(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    private static void TellWhoMayCall(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ICallerDemand>().LastOrDefault() is not { } demand) return;
        var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] };
        operation.Security = demand.IsMust ? [bearer] : [bearer, new OpenApiSecurityRequirement()];
    }

    private static void TellOfKeys(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.Name == IdempotentAttempt.Header) ?? [])
        {
            parameter.Required = true;
            parameter.Description = "Made up anew for each attempt and repeated on its retries: the effect happens once, and each retry gets the first answer.";
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 64, Pattern = "^[!-~]+$" };
        }
    }

    private static void Mend(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Fen) || type == typeof(Fen?))
        {
            schema.Type = JsonSchemaType.Integer;
            schema.Format = "int64";
            schema.Description = "fen";
            schema.Properties?.Clear();
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type.Name.EndsWith("Body", StringComparison.Ordinal))
        {
            // What a client must send may not be null, though the type allows it, so that the refusal can be ours.
            foreach (var name in schema.Required ?? new HashSet<string>(StringComparer.Ordinal))
            {
                if (schema.Properties?[name] is OpenApiSchema property) property.Type &= ~JsonSchemaType.Null;
            }
        }
    }
}
