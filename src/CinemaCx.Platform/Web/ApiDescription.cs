using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CinemaCx.Platform.Web;

/// <summary>A door describes itself: OpenAPI at <c>/openapi/v1.json</c>, a page to read and try it at <c>/reference</c>.</summary>
public static class ApiDescription
{
    public static void MapApiDescription(this WebApplication app, string title)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/reference", reference => reference.WithTitle(title).DisableDefaultFonts());
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
                Description = "Money is an integer of fen. Times are RFC 3339. Every refusal is application/problem+json with a stable code and a Chinese sentence.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = token },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type != typeof(Fen) && context.JsonTypeInfo.Type != typeof(Fen?)) return Task.CompletedTask;
            schema.Type = JsonSchemaType.Integer;
            schema.Format = "int64";
            schema.Description = "fen";
            schema.Properties?.Clear();
            return Task.CompletedTask;
        });
    });
}
