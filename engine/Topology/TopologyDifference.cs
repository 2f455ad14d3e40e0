using Falcon.Engine.Events;

namespace Falcon.Engine.Topology;

/// <summary>The steps from the present overlays to the wanted ones; devices are not its concern.</summary>
internal sealed class TopologyDifference
{
    private readonly HashSet<(string Netns, string Device)> _freed;

    private TopologyDifference(IReadOnlyList<WantedOverlay> from, IReadOnlyList<WantedOverlay> to)
    {
        (AddedOverlays, RemovedOverlays, KeptOverlays) = Compare(from, to, overlay => overlay.Identity);
        (AddedPorts, RemovedPorts, IReadOnlyList<(WantedPort From, WantedPort To)> kept) =
            Compare([.. from.SelectMany(overlay => overlay.Ports)], [.. to.SelectMany(overlay => overlay.Ports)], port => port.Identity);
        RemadePorts = [.. kept.Where(port => !port.To.SharesDeviceWith(port.From))];
        KeptPorts = [.. kept.Where(port => port.To.SharesDeviceWith(port.From))];
        _freed = [.. RemovedPorts.Concat(RemadePorts.Select(port => port.From)).Select(port => port.Location)];
    }

    /// <summary>Overlays that are new or have another MTU.</summary>
    public IReadOnlyList<WantedOverlay> AddedOverlays { get; }

    /// <summary>Overlays that are removed or had another MTU.</summary>
    public IReadOnlyList<WantedOverlay> RemovedOverlays { get; }

    /// <summary>Overlays that stay, perhaps with other peers.</summary>
    public IReadOnlyList<(WantedOverlay From, WantedOverlay To)> KeptOverlays { get; }

    /// <summary>Ports that are new.</summary>
    public IReadOnlyList<WantedPort> AddedPorts { get; }

    /// <summary>Removed ports.</summary>
    public IReadOnlyList<WantedPort> RemovedPorts { get; }

    /// <summary>Ports that stay but need another device.</summary>
    public IReadOnlyList<(WantedPort From, WantedPort To)> RemadePorts { get; }

    /// <summary>Ports that keep their device, perhaps with another budget.</summary>
    public IReadOnlyList<(WantedPort From, WantedPort To)> KeptPorts { get; }

    /// <summary>Whether a device must be removed there first.</summary>
    public bool Frees((string Netns, string Device) location) => _freed.Contains(location);

    /// <summary>The events for the operator, in the order of the steps.</summary>
    /// <param name="placed">The events of ports that come or get another device.</param>
    public IReadOnlyList<DataplaneEvent> Events(IEnumerable<DataplaneEvent> placed) =>
    [
        .. RemovedPorts.Select(port => port.RemovedEvent),
        .. RemovedOverlays.Select(overlay => overlay.RemovedEvent),
        .. AddedOverlays.Select(overlay => overlay.AddedEvent),
        .. KeptOverlays.Select(overlay => overlay.From.ChangedEvent(overlay.To)).OfType<DataplaneEvent>(),
        .. placed,
        .. KeptPorts.Select(port => port.From.ChangedEvent(port.To)).OfType<DataplaneEvent>(),
    ];

    /// <summary>Compares two sets of overlays.</summary>
    public static TopologyDifference Between(IReadOnlyList<WantedOverlay> from, IReadOnlyList<WantedOverlay> to) => new(from, to);

    private static (IReadOnlyList<T> Added, IReadOnlyList<T> Removed, IReadOnlyList<(T From, T To)> Kept) Compare<T, TKey>(
        IReadOnlyList<T> from, IReadOnlyList<T> to, Func<T, TKey> identity)
        where TKey : notnull
    {
        Dictionary<TKey, T> before = from.ToDictionary(identity), after = to.ToDictionary(identity);
        return (
            [.. to.Where(item => !before.ContainsKey(identity(item)))],
            [.. from.Where(item => !after.ContainsKey(identity(item)))],
            [.. to.Where(item => before.ContainsKey(identity(item))).Select(item => (before[identity(item)], item))]);
    }
}
