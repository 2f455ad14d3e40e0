using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>A remote tunnel end point as the data path sees it.</summary>
public sealed class Vtep
{
    private VtepRoute? _route;

    /// <summary>Creates it without a route.</summary>
    public Vtep(int index, IPAddress address)
    {
        Index = index;
        Address = address;
        Key = VtepAddress.ToUInt128(address);
    }

    /// <summary>Its place in the engine's list.</summary>
    public int Index { get; }

    /// <summary>Its underlay address.</summary>
    public IPAddress Address { get; }

    /// <summary>The address as the decapsulator gives it.</summary>
    public UInt128 Key { get; }

    /// <summary>How to reach it; null while its next hop is not resolved. Replaced whole by the control thread.</summary>
    public VtepRoute? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }
}
