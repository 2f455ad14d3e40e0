using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// Everything the stages look up. Shared by all workers, changed by one control thread at a time without stopping them. What is no longer
/// wanted is marked as removed, and stays at its index until another takes its place: not before no frame carries the index.
/// </summary>
public sealed class ForwardingState
{
    /// <summary>Most ports that there can be at a time; counters are sized by it, so that they need not grow under the workers.</summary>
    public const int MostPorts = 4096;

    /// <summary>The same of overlays.</summary>
    public const int MostOverlays = 4096;

    private Overlay[] _overlays;
    private Port[] _ports;
    private VniTable _vnis;
    private UnderlayIdentity _underlay;

    /// <summary>Ties the tables together.</summary>
    /// <param name="vxlanPort">The UDP port of VXLAN.</param>
    /// <param name="underlay">This host's addresses on the underlay.</param>
    /// <param name="overlays">The overlays, by index.</param>
    /// <param name="ports">The ports, by index.</param>
    /// <param name="fdb">The forwarding table.</param>
    public ForwardingState(ushort vxlanPort, UnderlayIdentity underlay, Overlay[] overlays, Port[] ports, ForwardingTable fdb)
    {
        VxlanPort = vxlanPort;
        _underlay = underlay;
        _overlays = overlays;
        _ports = ports;
        Fdb = fdb;
        _vnis = VnisOf(overlays);
        foreach (Port port in ports) HostEnds.Add(port);
    }

    /// <summary>The UDP port of VXLAN.</summary>
    public ushort VxlanPort { get; }

    /// <summary>Which state of the tables the workers have seen.</summary>
    public ReaderEpoch Epoch { get; } = new();

    /// <summary>This host's addresses on the underlay. Replaced whole by a control thread; workers follow with their next batch.</summary>
    public UnderlayIdentity Underlay
    {
        get => Volatile.Read(ref _underlay);
        set => Volatile.Write(ref _underlay, value);
    }

    /// <summary>The overlays, by index.</summary>
    public Overlay[] Overlays => Volatile.Read(ref _overlays);

    /// <summary>The ports, by index.</summary>
    public Port[] Ports => Volatile.Read(ref _ports);

    /// <summary>(overlay, MAC) → port or VTEP.</summary>
    public ForwardingTable Fdb { get; }

    /// <summary>VNI → overlay, of those that are not removed.</summary>
    public VniTable Vnis => Volatile.Read(ref _vnis);

    /// <summary>Interface index → port.</summary>
    public PortDirectory HostEnds { get; } = new();

    /// <summary>The remote VTEPs.</summary>
    public VtepTable Vteps { get; } = new();

    /// <summary>Adds a port at the next index, or in place of a removed one that no frame means any more.</summary>
    public void Add(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(port.Index, MostPorts);
        Volatile.Write(ref _ports, With(Ports, port.Index, port));
        HostEnds.Add(port);
    }

    /// <summary>
    /// Adds an overlay at the next index, or in place of a removed one that no frame means any more; it gets frames from the wire after
    /// <see cref="PublishVnis"/>.
    /// </summary>
    public void Add(Overlay overlay)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlay.Index, MostOverlays);
        Volatile.Write(ref _overlays, With(Overlays, overlay.Index, overlay));
    }

    /// <summary>Frames from the wire are of the overlays that are there now.</summary>
    public void PublishVnis() => Volatile.Write(ref _vnis, VnisOf(Overlays));

    /// <summary>Another list, for readers have the one that there is.</summary>
    private static T[] With<T>(T[] list, int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, list.Length, nameof(item));
        T[] changed = index == list.Length ? [.. list, item] : [.. list];
        changed[index] = item;
        return changed;
    }

    private static VniTable VnisOf(Overlay[] overlays) =>
        new(Array.ConvertAll(overlays, overlay => overlay.Removed ? VniTable.None : overlay.Vni));
}
