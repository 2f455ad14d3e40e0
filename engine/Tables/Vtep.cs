using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>A remote VTEP as the data path sees it.</summary>
public sealed class Vtep
{
    private VtepRoute? _route;
    private volatile bool _configured;
    private volatile bool _idle;
    private long _looped;

    /// <summary>Makes a VTEP without a route.</summary>
    public Vtep(int index, IPAddress address)
    {
        Index = index;
        Address = address;
        Key = VtepAddress.ToUInt128(address);
    }

    /// <summary>The VTEP's index.</summary>
    public int Index { get; }

    /// <summary>The VTEP's underlay address.</summary>
    public IPAddress Address { get; }

    /// <summary>The address in the decapsulator's form.</summary>
    public UInt128 Key { get; }

    /// <summary>Whether the configuration names it, as a peer or in a static entry. Set by the control thread.</summary>
    public bool Configured
    {
        get => _configured;
        set => _configured = value;
    }

    /// <summary>Whether it is not needed, and so has no route. Set by the control thread.</summary>
    public bool Idle
    {
        get => _idle;
        set => _idle = value;
    }

    /// <summary>Frames from it that used the MAC address of a local port. Any thread.</summary>
    public long Looped => Interlocked.Read(ref _looped);

    /// <summary>
    /// Adds one to <see cref="Looped"/>. Any thread. The count is on this object and not among a worker's counters, because an index may be
    /// reused.
    /// </summary>
    public void CountLooped() => Interlocked.Increment(ref _looped);

    /// <summary>
    /// How to reach it; null while its next hop is not resolved or it is not needed. The control thread replaces the whole object.
    /// </summary>
    public VtepRoute? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }
}
