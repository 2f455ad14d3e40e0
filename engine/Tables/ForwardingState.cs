using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// Everything the stages look up. Shared by all workers, changed by one control thread at a time without stopping them. Overlays and ports
/// are added and never taken away: an index that a frame on its way carries means the same for as long as the engine runs. What is no
/// longer wanted is marked as removed.
/// </summary>
public sealed class ForwardingState
{
    /// <summary>
    /// Most ports that there can be over the engine's life; counters are sized by it, so that they need not grow under the workers.
    /// </summary>
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

    /// <summary>Adds a port, whose index is the next one.</summary>
    public void Add(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentOutOfRangeException.ThrowIfNotEqual(port.Index, Ports.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(port.Index, MostPorts);
        Volatile.Write(ref _ports, [.. Ports, port]);
        HostEnds.Add(port);
    }

    /// <summary>Adds an overlay, whose index is the next one; it gets frames from the wire after <see cref="PublishVnis"/>.</summary>
    public void Add(Overlay overlay)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentOutOfRangeException.ThrowIfNotEqual(overlay.Index, Overlays.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlay.Index, MostOverlays);
        Volatile.Write(ref _overlays, [.. Overlays, overlay]);
    }

    /// <summary>Frames from the wire are of the overlays that are there now.</summary>
    public void PublishVnis() => Volatile.Write(ref _vnis, VnisOf(Overlays));

    private static VniTable VnisOf(Overlay[] overlays) =>
        new(Array.ConvertAll(overlays, overlay => overlay.Removed ? VniTable.None : overlay.Vni));
}
