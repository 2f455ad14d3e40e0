using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds a port back at the cheapest places: frames from the wire are dropped by the uplinks' XDP programs, what is past those by Bridge
/// and Deliver, and what the container sends waits in its gate.
/// </summary>
/// <param name="table">What the XDP programs read; a port's slot is its index.</param>
/// <param name="port">What the stages read.</param>
/// <param name="gate">Before what the container sends.</param>
internal sealed class PortThrottle(ThrottleTable table, Port port, EgressGate gate) : IPortThrottle
{
    /// <inheritdoc/>
    public ThrottleCount Count => table.CountOf(port.Index);

    /// <inheritdoc/>
    public void Throttle(long until)
    {
        table.Throttle(port.Index, until);
        if (port.OverBudget) return;
        port.OverBudget = true;
        gate.Close();
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

    private void LetGo()
    {
        if (!port.OverBudget) return;
        port.OverBudget = false;
        gate.Open();
    }
}
