using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// The tables that the stages read. Shared by all workers, and changed by one control thread at a time without stopping them. A removed
/// port or overlay is marked as removed and keeps its index until another one may take it: not before no frame carries the index.
/// </summary>
public sealed class ForwardingState
{
    /// <summary>The most ports at a time. Counters have this size, so that they never grow under the workers.</summary>
    public const int MostPorts = 4096;

    /// <summary>The most overlays at a time.</summary>
    public const int MostOverlays = 4096;

    private Overlay[] _overlays;
    private Port[] _ports;
    private VniTable _vnis;
    private UnderlayIdentity _underlay;

    /// <summary>Combines the tables.</summary>
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

    /// <summary>Tells which changes of the tables the workers have seen.</summary>
    public ReaderEpoch Epoch { get; } = new();

    /// <summary>
    /// This host's addresses on the underlay. A control thread replaces the whole object; workers use it from their next batch on.
    /// </summary>
    public UnderlayIdentity Underlay
    {
        get => Volatile.Read(ref _underlay);
        set => Volatile.Write(ref _underlay, value);
    }

    /// <summary>The overlays, by index.</summary>
    public Overlay[] Overlays => Volatile.Read(ref _overlays);

    /// <summary>The ports, by index.</summary>
    public Port[] Ports => Volatile.Read(ref _ports);

    /// <summary>The forwarding table: (overlay, MAC) → port or VTEP.</summary>
    public ForwardingTable Fdb { get; }

    /// <summary>VNI → overlay, without removed ones.</summary>
    public VniTable Vnis => Volatile.Read(ref _vnis);

    /// <summary>Interface index of the host end → port.</summary>
    public PortDirectory HostEnds { get; } = new();

    /// <summary>The remote VTEPs.</summary>
    public VtepTable Vteps { get; } = new();

    /// <summary>Adds a port at the next index, or in place of a removed one that no frame carries.</summary>
    public void Add(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(port.Index, MostPorts);
        Volatile.Write(ref _ports, With(Ports, port.Index, port));
        HostEnds.Add(port);
    }

    /// <summary>
    /// Adds an overlay at the next index, or in place of a removed one that no frame carries. It gets frames from the wire after
    /// <see cref="PublishVnis"/>.
    /// </summary>
    public void Add(Overlay overlay)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlay.Index, MostOverlays);
        Volatile.Write(ref _overlays, With(Overlays, overlay.Index, overlay));
    }

    /// <summary>Publishes the present overlays to the lookup of VNIs.</summary>
    public void PublishVnis() => Volatile.Write(ref _vnis, VnisOf(Overlays));

    /// <summary>Copies a list with one change, because readers may be using the present one.</summary>
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
