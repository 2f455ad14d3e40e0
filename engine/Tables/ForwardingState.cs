using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>Everything the stages look up. Shared by all workers, changed by the control thread without stopping them.</summary>
public sealed class ForwardingState
{
    /// <summary>Ties the tables together.</summary>
    /// <param name="vxlanPort">The UDP port of VXLAN.</param>
    /// <param name="localVteps">Our addresses as the decapsulator gives them.</param>
    /// <param name="overlays">The overlays, by index.</param>
    /// <param name="ports">The ports, by index.</param>
    /// <param name="fdb">The forwarding table.</param>
    public ForwardingState(ushort vxlanPort, UInt128[] localVteps, Overlay[] overlays, Port[] ports, ForwardingTable fdb)
    {
        VxlanPort = vxlanPort;
        LocalVteps = localVteps;
        Overlays = overlays;
        Ports = ports;
        Fdb = fdb;
        Vnis = new VniTable(Array.ConvertAll(overlays, overlay => overlay.Vni));
    }

    /// <summary>The UDP port of VXLAN.</summary>
    public ushort VxlanPort { get; }

    /// <summary>Our addresses as the decapsulator gives them.</summary>
    public UInt128[] LocalVteps { get; }

    /// <summary>The overlays, by index.</summary>
    public Overlay[] Overlays { get; }

    /// <summary>The ports, by index.</summary>
    public Port[] Ports { get; }

    /// <summary>(overlay, MAC) → port or VTEP.</summary>
    public ForwardingTable Fdb { get; }

    /// <summary>VNI → overlay.</summary>
    public VniTable Vnis { get; }

    /// <summary>The remote VTEPs.</summary>
    public VtepTable Vteps { get; } = new();
}
