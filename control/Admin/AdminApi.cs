using System.Globalization;
using Falcon.Api;
using Falcon.Control.Billing;
using Falcon.Control.Daemon;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>
/// The routes of the admin API: HTTP/1.1 over the unix socket. The only command is to read the configuration again.
/// </summary>
internal static class AdminApi
{
    /// <summary>The status of a refused reload.</summary>
    private const int Refused = StatusCodes.Status422UnprocessableEntity;

    /// <summary>How far back bills go, in seconds.</summary>
    private static double Most => BillHistory.Depth.TotalSeconds;

    public static void Map(IEndpointRouteBuilder routes, DataplaneService service, BillHistory history, Reloader reloader)
    {
        routes.MapGet(AdminPaths.Status, () => TypedResults.Json(service.Snapshot(), AdminJson.Default.DataplaneSnapshot))
            .Produces<DataplaneSnapshot>().WithSummary("State and counters.");
        routes.MapGet(AdminPaths.Fdb, () => TypedResults.Json(service.Dataplane.Fdb(), AdminJson.Default.IReadOnlyListFdbSnapshot))
            .Produces<IReadOnlyList<FdbSnapshot>>().WithSummary("The forwarding table.");
        MapBills(routes, history);
        MapReload(routes, reloader);
        routes.MapGet(AdminPaths.Metrics, context => AnswerMetricsAsync(context, service.Snapshot(), history.Now(), reloader.State));
        routes.MapOpenApi(AdminPaths.Schema);
    }

    private static void MapBills(IEndpointRouteBuilder routes, BillHistory history)
    {
        routes.MapGet(AdminPaths.Bills, (string? since) => Answer(history, since, moments =>
                TypedResults.Json(BillReporter.Report(moments[0], moments[^1]), AdminJson.Default.BillReport)))
            .Produces<BillReport>().WithSummary("Who used how much CPU time.").TakesSince();
        routes.MapGet(AdminPaths.BillSeries, (string? since) => Answer(history, since, moments =>
                TypedResults.Json(BillReporter.Series(moments), AdminJson.Default.BillSeries)))
            .Produces<BillSeries>().WithSummary("How that went on over time.").TakesSince();
    }

    private static void MapReload(IEndpointRouteBuilder routes, Reloader reloader)
    {
        routes.MapPost(AdminPaths.Reload, () => Answer(reloader.Reload())).WithSummary("Reads the configuration again.")
            .Produces<ReloadReport>().Produces<ReloadReport>(Refused);
        routes.MapGet(AdminPaths.Reload, () => Answer(reloader.Preview())).WithSummary("What reading the configuration again would change.")
            .Produces<ReloadReport>().Produces<ReloadReport>(Refused);
    }

    /// <summary>From a registry of its own: ports and VTEPs that are gone leave no series.</summary>
    private static Task AnswerMetricsAsync(HttpContext context, DataplaneSnapshot snapshot, BillMoment? bills, ReloadState reload)
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        MetricMaker make = new(registry);
        new DataplaneMetrics(make).Update(snapshot);
        if (bills is not null) new BillMetrics(make).Update(bills);
        new ReloadMetrics(make).Update(reload);
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        return registry.CollectAndExportAsTextAsync(context.Response.Body, ExpositionFormat.PrometheusText, context.RequestAborted);
    }

    private static JsonHttpResult<ReloadReport> Answer(ReloadReport report) =>
        TypedResults.Json(report, AdminJson.Default.ReloadReport, statusCode: report.Accepted ? StatusCodes.Status200OK : Refused);

    /// <param name="history">Where the moments are.</param>
    /// <param name="since">As the request has it, so that what is no number is refused with the reason.</param>
    /// <param name="answer">What to answer of the moments.</param>
    private static IResult Answer(BillHistory history, string? since, Func<IReadOnlyList<BillMoment>, IResult> answer)
    {
        TimeSpan? ago = null;
        if (since is not null && !TryParse(since, out ago))
            return Refuse(StatusCodes.Status400BadRequest, $"since: '{since}' is not a number of seconds above 0, {Most} at most");
        return history.Since(ago) is { } moments
            ? answer(moments)
            : Refuse(StatusCodes.Status409Conflict, "no bills are kept; remove 'accounting: false' from the configuration");
    }

    private static bool TryParse(string since, out TimeSpan? ago)
    {
        bool valid = double.TryParse(since, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
            && seconds <= Most;
        ago = valid ? TimeSpan.FromSeconds(seconds) : null;
        return valid;
    }

    private static ContentHttpResult Refuse(int status, string why) => TypedResults.Text(why, statusCode: status);
}
