using Falcon.Control.Daemon;
using Falcon.Engine.Threads;
using Microsoft.AspNetCore.Http;

namespace Falcon.Control.Admin;

/// <summary>Middleware: an unexpected exception of a request is counted, logged once per kind, and answered with 500.</summary>
internal sealed class AdminFaults(ControlFaults faults)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
#pragma warning disable CA1031 // The last resort.
        catch (Exception fault) when (fault is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            faults.Report(ControlTasks.Admin, fault);
            if (context.Response.HasStarted) context.Abort();
            else await AnswerAsync(context.Response, fault);
        }
    }

    private static Task AnswerAsync(HttpResponse response, Exception fault)
    {
        response.Clear();
        response.StatusCode = StatusCodes.Status500InternalServerError;
        return response.WriteAsync($"{fault.GetType().Name}: {fault.Message}; this is a bug, please report it; see the daemon's log");
    }
}
