using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>A remote tunnel end point as the data path sees it.</summary>
public sealed class Vtep
{
    private VtepRoute? _route;
    private volatile bool _configured;
    private volatile bool _idle;
    private long _looped;

    /// <summary>Creates it without a route.</summary>
    public Vtep(int index, IPAddress address)
    {
        Index = index;
        Address = address;
        Key = VtepAddress.ToUInt128(address);
    }

    /// <summary>Its index in the engine's list.</summary>
    public int Index { get; }

    /// <summary>Its underlay address.</summary>
    public IPAddress Address { get; }

    /// <summary>The address as the decapsulator gives it.</summary>
    public UInt128 Key { get; }

    /// <summary>Whether the operator named it, as a peer or in a static entry. Set by the control thread.</summary>
    public bool Configured
    {
        get => _configured;
        set => _configured = value;
    }

    /// <summary>Whether nobody needs it: then it has no route. Set by the control thread.</summary>
    public bool Idle
    {
        get => _idle;
        set => _idle = value;
    }

    /// <summary>Frames that came from it with the MAC address of one of our ports. Any thread.</summary>
    public long Looped => Interlocked.Read(ref _looped);

    /// <summary>
    /// Counts one of <see cref="Looped"/>. Any thread; on the object instead of a worker's counters, since a place in the table may be
    /// reused.
    /// </summary>
    public void CountLooped() => Interlocked.Increment(ref _looped);

    /// <summary>How to reach it; null while its next hop is not resolved, or nobody needs it. Replaced whole by the control thread.</summary>
    public VtepRoute? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }
}
