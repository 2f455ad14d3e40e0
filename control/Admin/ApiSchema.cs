using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Serialization;
using Falcon.Api;
using Falcon.Control.Billing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Falcon.Control.Admin;

/// <summary>
/// The admin API's description of itself, made from the routes, the records and their comments. A test compares it with the copy in
/// api/openapi.json.
/// </summary>
internal static class ApiSchema
{
    private static readonly string s_depth = BillHistory.Depth.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Turns the description on, with the names that <see cref="AdminJson"/> writes.</summary>
    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Falcon", Version = "v1", Description = "HTTP/1.1 over the daemon's unix socket." };
            document.Servers = null; // any host name will do
            return Task.CompletedTask;
        }));
    }

    /// <summary>Describes a route of bills: the query, and what is refused.</summary>
    public static void TakesSince(this RouteHandlerBuilder route) => route
        .Produces<string>(StatusCodes.Status400BadRequest, MediaTypeNames.Text.Plain)
        .Produces<string>(StatusCodes.Status409Conflict, MediaTypeNames.Text.Plain)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var since = (OpenApiParameter)operation.Parameters!.Single();
            since.Description = "How far back to look, in seconds; without it since the start.";
            since.Schema = new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = "0", Maximum = s_depth };
            return Task.CompletedTask;
        });
}
