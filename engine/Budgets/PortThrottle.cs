using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds a port back at the cheapest places: frames from the wire are dropped by the uplinks' XDP programs, what is past those by Bridge
/// and Deliver, and what the container sends waits in its gate. What it sends past its gate is dropped at the host end; where that cannot
/// be done, and there is no gate, Collect drops it.
/// </summary>
/// <param name="table">What the XDP programs read; a port's slot is its index.</param>
/// <param name="port">What the stages read.</param>
/// <param name="gate">Before what the container sends.</param>
/// <param name="hold">Behind the gate, out of the container's reach.</param>
internal sealed class PortThrottle(ThrottleTable table, Port port, TransmitGate gate, HostEndHold hold) : IPortThrottle
{
    /// <summary>Nanoseconds between two attempts to put a gate back: to remove it is cheaper.</summary>
    private const long PutBackInterval = 100_000_000;

    private long _putBackAt;

    /// <inheritdoc/>
    public ThrottleCount Count => table.CountOf(port.Index) - port.Before.Throttled;

    /// <inheritdoc/>
    public void Throttle(long until)
    {
        table.Throttle(port.Index, until);
        if (port.OverBudget) return;
        port.OverBudget = true;
        CloseGate();
        hold.Begin(Clock.Now, gate.IsMissing);
    }

    /// <inheritdoc/>
    public void Watch(long now)
    {
        bool passed = hold.HasPassed(now, out bool isNew);
        if (passed && isNew) gate.Report("it sends past its gate");
        if ((!passed && !gate.IsOpen()) || now < _putBackAt) return;
        _putBackAt = now + PutBackInterval;
        CloseGate();
    }

    /// <inheritdoc/>
    public void Pace(long until, FramePace pace)
    {
        table.Throttle(port.Index, until, pace);
        LetGo();
    }

    /// <inheritdoc/>
    public void Release()
    {
        table.Release(port.Index);
        LetGo();
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private void CloseGate()
    {
        gate.Close();
        port.DropsSent = gate.IsMissing && !hold.CanHold;
    }

    private void LetGo()
    {
        if (!port.OverBudget) return;
        port.OverBudget = false;
        port.DropsSent = false;
        hold.End();
        gate.Open();
    }
}
