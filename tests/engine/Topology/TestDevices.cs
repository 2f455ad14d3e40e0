using System.Collections.Concurrent;
using System.Globalization;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Topology;

/// <summary>
/// Devices of containers. A container's number is its port's name, its overlay is its namespace's name. As with the kernel, a device gets
/// the interface index that it is given, whichever device had it before.
/// </summary>
/// <param name="portAt">The port that has an index; a port that comes back continues its counts.</param>
internal sealed class TestDevices(Func<int, Port> portAt) : IPortDevices
{
    private readonly ConcurrentDictionary<int, Port> _lastAt = new();
    private readonly ConcurrentDictionary<int, TestContainer> _byIfIndex = new();
    private readonly ConcurrentDictionary<int, int> _numberOfPort = new();

    /// <summary>The containers by number, as long as the test needs them.</summary>
    public ConcurrentDictionary<int, TestContainer> Containers { get; } = new();

    /// <summary>Called before a port's device is made.</summary>
    public Action<PortPlan> Creating { get; set; } = _ => { };

    /// <summary>The container that has the device; null for none.</summary>
    public TestContainer? Find(int ifIndex) => _byIfIndex.GetValueOrDefault(ifIndex);

    /// <summary>The number of the container that has, or last had, a port's index.</summary>
    public int NumberOf(int port) => _numberOfPort.GetValueOrDefault(port);

    /// <inheritdoc/>
    public PortAttachment Create(PortPlan plan, long predecessorsEnd)
    {
        Creating(plan);
        int number = int.Parse(plan.Options.Name.AsSpan(1), CultureInfo.InvariantCulture);
        uint vni = uint.Parse(plan.Options.Netns, CultureInfo.InvariantCulture);
        Port port = portAt(plan.Index);
        if (_lastAt.GetValueOrDefault(plan.Index) != port || !Containers.TryGetValue(number, out TestContainer? container))
            Containers[number] = container = new TestContainer(number, vni);
        _lastAt[plan.Index] = port;
        _numberOfPort[plan.Index] = number;
        _byIfIndex[plan.IfIndex] = container;
        container.Attach(plan.IfIndex);
        return new PortAttachment(plan.IfIndex, 0);
    }

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<PortPlan> plans)
    {
        foreach (PortPlan plan in plans)
        {
            if (_byIfIndex.TryRemove(plan.IfIndex, out TestContainer? container)) container.Detach();
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
