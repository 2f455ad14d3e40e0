using Falcon.Engine.Pipelines;

namespace Falcon.Engine.Topology;

/// <summary>
/// Runs the grace periods after which the indices of removed ports and overlays may be reused. A period ends when their devices are gone,
/// everything these had sent is taken from the sockets, all frames that were in the pipelines have left them, frames that were sent to them
/// by entries learned in the meantime have left as well, and the workers have published their bills. It never waits. A step that does not
/// complete keeps indices from being reused, and does no other harm. The caller must hold <see cref="Ports.PortSet.Changes"/>.
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

    /// <summary>The latest grace period that has begun.</summary>
    public long Period { get; private set; }

    /// <summary>Takes as many steps as possible. Call it from time to time while it is not done.</summary>
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

    /// <summary>After this nothing comes from the devices: the kernel has waited for frames under way.</summary>
    private bool DevicesAreGone()
    {
        if (!_ports.TryDeleteDevices(Period)) return false;
        _arrived = [.. _workers.Select(worker => worker.PortLane.Arrived)];
        return true;
    }

    /// <summary>
    /// A message in a socket carries its device's index, and the index's next port will have a device with the same index.
    /// </summary>
    private bool SocketsAreEmpty()
    {
        if (_workers.Index().Any(worker => worker.Item.PortLane.Taken < _arrived[worker.Index])) return false;
        _fence.Begin();
        return true;
    }

    /// <summary>Frames of the removed ports may have been learned from until now.</summary>
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
