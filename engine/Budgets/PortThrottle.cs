using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Throttles a port where it costs least. The uplinks' XDP programs drop frames from the wire; Bridge and Deliver drop those already past
/// the programs. What the container sends waits in its transmit gate; what it sends past the gate is dropped at the host end. Where there
/// is neither gate nor host-end program, Collect drops it.
/// </summary>
/// <param name="table">The throttle table that the XDP programs read; a port's slot is its index.</param>
/// <param name="port">The port as the stages see it.</param>
/// <param name="gate">The container's transmit gate.</param>
/// <param name="hold">The hold behind the gate, out of the container's reach.</param>
internal sealed class PortThrottle(ThrottleTable table, Port port, TransmitGate gate, HostEndHold hold) : IPortThrottle
{
    /// <summary>Nanoseconds between two attempts to put a gate back, because removing a gate is cheaper than putting it back.</summary>
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
