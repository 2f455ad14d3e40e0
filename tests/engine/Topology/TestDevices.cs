using System.Collections.Concurrent;
using System.Globalization;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Topology;

/// <summary>
/// Devices of containers that are numbered by their names and whose overlays are their namespaces' names. Like the kernel's, a device has
/// the interface index that it is given, whoever had it before.
/// </summary>
/// <param name="portAt">Who has an index: one that comes back to it counts on.</param>
internal sealed class TestDevices(Func<int, Port> portAt) : IPortDevices
{
    private readonly ConcurrentDictionary<int, Port> _lastAt = new();
    private readonly ConcurrentDictionary<int, TestContainer> _byIfIndex = new();
    private readonly ConcurrentDictionary<int, int> _numberOfPort = new();

    /// <summary>Containers by number, for as long as somebody wants to know of them.</summary>
    public ConcurrentDictionary<int, TestContainer> Containers { get; } = new();

    /// <summary>Told of each port whose device is about to be made.</summary>
    public Action<PortPlan> Creating { get; set; } = _ => { };

    /// <summary>The container that has the device; null for none.</summary>
    public TestContainer? Find(int ifIndex) => _byIfIndex.GetValueOrDefault(ifIndex);

    /// <summary>The number of the container that has, or had last, a port's index.</summary>
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
