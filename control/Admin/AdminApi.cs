using Falcon.Control.Daemon;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The routes of the admin API: HTTP/1.1 over the unix socket, read only.</summary>
internal static class AdminApi
{
    public const string StatusPath = "/v1/status", FdbPath = "/v1/fdb", MetricsPath = "/metrics";

    public static void Map(IEndpointRouteBuilder routes, DataplaneService service)
    {
        routes.MapGet(StatusPath, context => context.Response.WriteAsJsonAsync(service.Dataplane.Snapshot(), AdminJson.Default.DataplaneSnapshot));
        routes.MapGet(FdbPath, context => context.Response.WriteAsJsonAsync(service.Dataplane.Fdb(), AdminJson.Default.IReadOnlyListFdbSnapshot));
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        DataplaneMetrics metrics = new(registry);
        registry.AddBeforeCollectCallback(() => metrics.Update(service.Dataplane.Snapshot()));
        routes.MapMetrics(MetricsPath, registry);
    }
}
