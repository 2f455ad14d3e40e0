using System.Runtime.InteropServices;
using Falcon.Api;
using Falcon.Control.Admin;
using Falcon.Control.Billing;
using Falcon.Control.Cgroups;
using Falcon.Control.Configuration;
using Falcon.Engine.Events;
using Falcon.Engine.Threads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Falcon.Control.Daemon;

/// <summary>The daemon: engine, log, admin API and systemd notification in one host.</summary>
public static class FalconDaemon
{
    /// <summary>Runs until SIGTERM, SIGINT, cancellation or a fault.</summary>
    /// <param name="configuration">The configuration to run.</param>
    /// <param name="start">Starts the engine; <see cref="EngineDataplane.Start"/> outside tests.</param>
    /// <param name="errors">Receives one line when the daemon cannot start.</param>
    /// <param name="stop">Stops the daemon cleanly.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        FalconConfiguration configuration, DataplaneFactory start, TextWriter errors, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(errors);
        AdminSocket socket = new(configuration.AdminSocket);
        try
        {
            await socket.EnsureFreeAsync(stop);
            return await RunHostAsync(configuration, start, socket, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Fine;
        }
        catch (DataplaneException e)
        {
            await TellAsync(errors, e.Message);
            return ExitCode.Preflight;
        }
        catch (AdminException e)
        {
            await TellAsync(errors, e.Message);
            return ExitCode.Fault;
        }
        catch (Exception e)
        {
            await TellAsync(errors, $"{e.Message} ({e.GetType().Name}; this is a bug, please report it)");
            return ExitCode.Fault;
        }
        finally
        {
            socket.Remove();
        }
    }

    private static async Task<int> RunHostAsync(
        FalconConfiguration configuration, DataplaneFactory start, AdminSocket socket, CancellationToken stop)
    {
        await using WebApplication app = Build(configuration, start, socket);
        using PosixSignalRegistration hangUp = ReloadOnHangUp(app.Lifetime, app.Services.GetRequiredService<Reloader>());
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
        return app.Services.GetRequiredService<DataplaneService>().Failed ? ExitCode.Fault : ExitCode.Fine;
    }

    /// <summary>Reloads on SIGHUP. A signal during the start takes effect after it.</summary>
    private static PosixSignalRegistration ReloadOnHangUp(IHostApplicationLifetime lifetime, Reloader reloader)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // or the process ends
            // Not on this thread, which other signals wait for.
            _ = started.Task.ContinueWith(_ => reloader.Reload(), TaskScheduler.Default);
        });
    }

    private static Task TellAsync(TextWriter errors, string message) =>
        errors.WriteLineAsync($"falcon: {message.ReplaceLineEndings("; ")}");

    /// <summary>Starts from an empty builder: a daemon must not pick up settings files and ports from its working directory.</summary>
    private static WebApplication Build(FalconConfiguration configuration, DataplaneFactory start, AdminSocket socket)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "falcon" });
        AddLogging(builder.Logging);
        builder.Services.AddSingleton(configuration).AddSingleton(start).AddSingleton<DaemonLog>().AddSingleton(NewFaults)
            .AddSingleton<DataplaneService>().AddSingleton<CgroupService>().AddSingleton<BillHistory>().AddSingleton<Reloader>();
        // Kestrel's hosted service comes after ours: the socket opens when frames flow and closes before they stop.
        builder.Services.AddHostedService(services => services.GetRequiredService<DataplaneService>());
        builder.Services.AddHostedService(services => services.GetRequiredService<CgroupService>());
        builder.Services.AddHostedService(services => services.GetRequiredService<BillHistory>());
        builder.Services.AddRoutingCore();
        ApiSchema.Add(builder.Services);
        builder.WebHost.UseKestrelCore();
        socket.ListenWith(builder);
        WebApplication app = builder.Build();
        app.Use(new AdminFaults(app.Services.GetRequiredService<ControlFaults>()).InvokeAsync);
        AdminApi.Map(
            app,
            app.Services.GetRequiredService<DataplaneService>(),
            app.Services.GetRequiredService<BillHistory>(),
            app.Services.GetRequiredService<Reloader>());
        LogLifetime(app, configuration);
        NotifySystemd(app.Lifetime);
        return app;
    }

    private static ControlFaults NewFaults(IServiceProvider services)
    {
        ControlFaults faults = new(services.GetRequiredService<DaemonLog>().Event);
        foreach (string task in ControlTasks.All) faults.Watch(task);
        return faults;
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.AddFilter("Falcon", LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Error);
        logging.AddConsoleFormatter<LogLineFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(options =>
        {
            options.FormatterName = LogLineFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite; // a blocked reader must not stop the daemon
        });
    }

    private static void LogLifetime(WebApplication app, FalconConfiguration configuration)
    {
        DaemonLog log = app.Services.GetRequiredService<DaemonLog>();
        int overlays = configuration.Dataplane.Overlays.Count, ports = configuration.Dataplane.Overlays.Sum(o => o.Ports.Count);
        app.Lifetime.ApplicationStarted.Register(() => log.Ready(overlays, ports, configuration.AdminSocket));
        app.Lifetime.ApplicationStopping.Register(log.Stopping);
    }

    /// <summary>
    /// Sends sd_notify(3) messages if NOTIFY_SOCKET is set, even behind a wrapper, which AddSystemd() would not recognise.
    /// </summary>
    private static void NotifySystemd(IHostApplicationLifetime lifetime)
    {
        SystemdNotifier notifier = new();
        lifetime.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping));
    }
}
