using System.Threading.Channels;
using Falcon.Api;
using Falcon.Control.Configuration;
using Falcon.Engine.Events;
using Falcon.Engine.Threads;
using Falcon.Xsk.Native;
using Microsoft.Extensions.Hosting;

namespace Falcon.Control.Daemon;

/// <summary>Starts and stops the engine with the host and logs its events. A failed worker ends the daemon.</summary>
internal sealed class DataplaneService(
    FalconConfiguration configuration, DataplaneFactory start, DaemonLog log, ControlFaults faults, IHostApplicationLifetime lifetime)
    : IHostedService, IDisposable
{
    private readonly Channel<DataplaneEvent> _events = Channel.CreateUnbounded<DataplaneEvent>(new() { SingleReader = true });
    private IDataplane? _dataplane;
    private Task _draining = Task.CompletedTask;

    /// <summary>Whether a worker has failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>The running engine.</summary>
    public IDataplane Dataplane => _dataplane ?? throw new InvalidOperationException("the dataplane does not run");

    /// <summary>The engine's state and counters, with the daemon's version and the faults of its own threads.</summary>
    public DataplaneSnapshot Snapshot()
    {
        DataplaneSnapshot snapshot = Dataplane.Snapshot();
        return snapshot with { Version = FalconVersion.Current, ControlFaults = [.. snapshot.ControlFaults, .. faults.Read()] };
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _draining = DrainAsync();
        try
        {
            _dataplane = start(configuration.Dataplane, _events.Writer);
            Descriptors.CheckReserve();
        }
        catch (Exception e) when (e is XskException or IOException or UnauthorizedAccessException)
        {
            throw new DataplaneException($"cannot start: {e.Message}", e);      // the host refused a call
        }
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        await _draining.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        IDataplane? dataplane = _dataplane;
        _dataplane = null;
        _events.Writer.TryComplete();
        dataplane?.Dispose();
    }

    private async Task DrainAsync()
    {
        await foreach (DataplaneEvent e in _events.Reader.ReadAllAsync())
        {
            faults.Try(ControlTasks.Events, () => log.Event(e));
            if (e.Kind != DataplaneEventKind.WorkerFailed) continue;
            Failed = true;
            lifetime.StopApplication();
        }
    }
}
