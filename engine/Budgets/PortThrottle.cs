using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds a port back at the cheapest places: frames from the wire are dropped by the uplinks' XDP programs, what is past those by Bridge
/// and Deliver, and what the container sends waits in its gate.
/// </summary>
/// <param name="table">What the XDP programs read; a port's slot is its index.</param>
/// <param name="ports">What the stages read.</param>
/// <param name="gates">By port; null for a port without a budget.</param>
internal sealed class PortThrottle(ThrottleTable table, IReadOnlyList<Port> ports, IReadOnlyList<EgressGate?> gates) : IPortThrottle, IDisposable
{
    /// <inheritdoc/>
    public void Throttle(int port, long until)
    {
        table.Throttle(port, until);
        if (ports[port].OverBudget) return;
        ports[port].OverBudget = true;
        gates[port]?.Close();
    }

    /// <inheritdoc/>
    public void Pace(int port, long until, FramePace pace)
    {
        table.Throttle(port, until, pace);
        LetGo(port);
    }

    /// <inheritdoc/>
    public void Release(int port)
    {
        table.Release(port);
        LetGo(port);
    }

    /// <inheritdoc/>
    public ThrottleCount CountOf(int port) => table.CountOf(port);

    /// <summary>Lets go of the containers.</summary>
    public void Dispose()
    {
        foreach (EgressGate? gate in gates) gate?.Dispose();
    }

    private void LetGo(int port)
    {
        if (!ports[port].OverBudget) return;
        ports[port].OverBudget = false;
        gates[port]?.Open();
    }
}
