using System.Globalization;
using System.Net;
using Falcon.Control.Billing;
using Falcon.Control.Daemon;
using Falcon.Engine.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The routes of the admin API: HTTP/1.1 over the unix socket. Nothing is told to the daemon but to read its configuration again.</summary>
internal static class AdminApi
{
    public const string StatusPath = "/v1/status", FdbPath = "/v1/fdb", BillsPath = "/v1/bills", BillSeriesPath = "/v1/bills/series", MetricsPath = "/metrics",
        ReloadPath = "/v1/reload";

    /// <summary>The status of a refused reload.</summary>
    public const HttpStatusCode Refused = HttpStatusCode.UnprocessableEntity;

    /// <summary>How far back to look, in seconds; without it since the start.</summary>
    public const string Since = "since";

    public static void Map(IEndpointRouteBuilder routes, DataplaneService service, BillHistory history, Reloader reloader)
    {
        routes.MapGet(StatusPath, context => context.Response.WriteAsJsonAsync(service.Snapshot(), AdminJson.Default.DataplaneSnapshot));
        routes.MapGet(FdbPath, context => context.Response.WriteAsJsonAsync(service.Dataplane.Fdb(), AdminJson.Default.IReadOnlyListFdbSnapshot));
        routes.MapGet(BillsPath, context => AnswerAsync(context, history, moments =>
            context.Response.WriteAsJsonAsync(BillReporter.Report(moments[0], moments[^1]), AdminJson.Default.BillReport)));
        routes.MapGet(BillSeriesPath, context => AnswerAsync(context, history, moments =>
            context.Response.WriteAsJsonAsync(BillReporter.Series(moments), AdminJson.Default.BillSeries)));
        routes.MapGet(MetricsPath, context => AnswerMetricsAsync(context, service.Snapshot(), history.Now(), reloader.State));
        routes.MapPost(ReloadPath, context => AnswerAsync(context, reloader.Reload()));
        routes.MapGet(ReloadPath, context => AnswerAsync(context, reloader.Preview()));
    }

    /// <summary>From a registry of its own: the series of ports that are gone are gone with the last.</summary>
    private static Task AnswerMetricsAsync(HttpContext context, DataplaneSnapshot snapshot, BillMoment? bills, ReloadState reload)
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        new DataplaneMetrics(registry).Update(snapshot);
        if (bills is not null) new BillMetrics(registry).Update(bills);
        new ReloadMetrics(registry).Update(reload);
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        return registry.CollectAndExportAsTextAsync(context.Response.Body, ExpositionFormat.PrometheusText, context.RequestAborted);
    }

    private static Task AnswerAsync(HttpContext context, ReloadReport report)
    {
        if (!report.Accepted) context.Response.StatusCode = (int)Refused;
        return context.Response.WriteAsJsonAsync(report, AdminJson.Default.ReloadReport);
    }

    private static Task AnswerAsync(HttpContext context, BillHistory history, Func<IReadOnlyList<BillMoment>, Task> answer)
    {
        TimeSpan? since = null;
        if (context.Request.Query[Since] is [{ } text, ..])
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !(seconds > 0 && seconds <= BillHistory.Depth.TotalSeconds))
                return RefuseAsync(context, StatusCodes.Status400BadRequest, $"since: '{text}' is not a number of seconds above 0, {BillHistory.Depth.TotalSeconds} at most");
            since = TimeSpan.FromSeconds(seconds);
        }

        return history.Since(since) is { } moments
            ? answer(moments)
            : RefuseAsync(context, StatusCodes.Status409Conflict, "no bills are kept; remove 'accounting: false' from the configuration");
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(why);
    }
}
