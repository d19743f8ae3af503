using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Workers.Web.Access;
using Workers.Web.Endpoints;
using Workers.Webhooks.Senders;

namespace Workers.Web;

/// <summary>How the API is described for programs: by OpenAPI 3.0, which every generator of clients reads.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";
    private const string Signature = "signature";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Workers", Version = "v1", Description = "Documents of the Quebec land registry: brought in, watched, and what became of them. Every request needs a key: Authorization: Bearer wk_…; those to /v1/incoming a signature." };
            document.Servers?.Clear();
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "A key of one environment, as 'keys make' tells it." },
                [Signature] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = SignedMessage.SignatureHeader, Description = "After Standard Webhooks, with the secret of a sender, as 'senders add' tells it.",
                },
            };
            return Task.CompletedTask;
        });
        // What is null is left out of an answer.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable))
            {
                schema.Required?.Remove(property.Name);
            }

            return Task.CompletedTask;
        });
        // Words that a handler binds by itself are described already.
        options.AddOperationTransformer((operation, context, _) =>
        {
            var known = context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryWords>().LastOrDefault()?.Known ?? [];
            operation.Parameters ??= [];
            foreach (var name in known.Where(name => operation.Parameters.All(described => described.Name != name)))
            {
                operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = name is ListQuery.Limit ? JsonSchemaType.Integer : JsonSchemaType.String } });
            }

            return Task.CompletedTask;
        });
        // What needs no key says so by asking for none.
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var scheme = metadata.OfType<IAuthorizeData>().Any(needed => needed.Policy is SignatureAuthentication.Policy) ? Signature : Bearer;
            operation.Security = metadata.OfType<IAllowAnonymous>().Any() ? [] : [new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
