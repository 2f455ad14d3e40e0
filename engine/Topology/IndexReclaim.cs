using Falcon.Engine.Pipelines;

namespace Falcon.Engine.Topology;

/// <summary>
/// Ends the grace periods after which the indices of ports and overlays that have left may be given to others. A period passes when their
/// devices are gone, what those had sent is taken from the sockets, all frames that were in the pipelines have left them, so have those
/// that an entry learned meanwhile has led to them, and the workers have published what they were billed. It never waits; what does not
/// come to pass keeps indices from being reused and does no other harm. The caller holds <see cref="Ports.PortSet.Changes"/>.
/// </summary>
internal sealed class IndexReclaim
{
    private readonly LivePorts _ports;
    private readonly LiveOverlays _overlays;
    private readonly PipelineFence _fence;
    private readonly IReadOnlyList<WorkerContext> _workers;
    private readonly Func<bool>[] _steps;
    private int _step;
    private long[] _arrived = [];
    private long[] _published = [];

    public IndexReclaim(LivePorts ports, LiveOverlays overlays, PipelineFence fence, IReadOnlyList<WorkerContext> workers)
    {
        _ports = ports;
        _overlays = overlays;
        _fence = fence;
        _workers = workers;
        _steps = [DevicesAreGone, SocketsAreEmpty, FramesHaveLeft, LateFramesHaveLeft, BillsArePublished];
        _step = _steps.Length;
    }

    /// <summary>The last grace period that has begun.</summary>
    public long Period { get; private set; }

    /// <summary>Goes as far as it can. Call it now and then while it is not done.</summary>
    /// <param name="ended">Whether a grace period has ended.</param>
    /// <returns>Whether there is more to do.</returns>
    public bool Step(out bool ended)
    {
        ended = false;
        if (_step == _steps.Length)
        {
            if (!_ports.AwaitedBy(Period + 1).Any() && !_overlays.AwaitedBy(Period + 1).Any()) return false;
            Period++;
            _step = 0;
        }

        while (_step < _steps.Length && _steps[_step]()) _step++;
        ended = _step == _steps.Length;
        if (ended) End();
        else _fence.Hasten();
        return true;
    }

    private void End()
    {
        _ports.EndPeriod(Period);
        _overlays.EndPeriod(Period);
    }

    /// <summary>From then on nothing comes from them: the kernel has waited for what was under way.</summary>
    private bool DevicesAreGone()
    {
        if (!_ports.TryDeleteDevices(Period)) return false;
        _arrived = [.. _workers.Select(worker => worker.PortLane.Arrived)];
        return true;
    }

    /// <summary>A message in a socket carries its device's index, which the next port's device will have.</summary>
    private bool SocketsAreEmpty()
    {
        if (_workers.Index().Any(worker => worker.Item.PortLane.Taken < _arrived[worker.Index])) return false;
        _fence.Begin();
        return true;
    }

    /// <summary>What they had sent can have been learned until now.</summary>
    private bool FramesHaveLeft()
    {
        if (!_fence.IsPassed()) return false;
        _overlays.Purge(Period);
        _ports.Purge(Period);
        _fence.Begin();
        return true;
    }

    private bool LateFramesHaveLeft()
    {
        if (!_fence.IsPassed()) return false;
        _published = [.. _workers.Select(worker => worker.Accountant?.Publications ?? 0)];
        return true;
    }

    private bool BillsArePublished() =>
        _workers.Index().All(worker => worker.Item.Accountant is not { } accountant || accountant.Publications > _published[worker.Index]);
}
