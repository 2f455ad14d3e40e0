using Falcon.Engine.Counters;

namespace Falcon.Engine.Tables;

/// <summary>One VXLAN segment as the data path sees it. The lists are replaced whole by the control thread, never edited.</summary>
public sealed class Overlay
{
    private int[] _ports = [];
    private int[] _peers = [];
    private int[] _named = [];
    private volatile bool _refusesStrangers;
    private VtepStorms _storms = new();
    private volatile bool _learning;
    private volatile bool _removed;

    /// <summary>Creates it without ports and peers.</summary>
    /// <param name="index">Its index in the engine's list.</param>
    /// <param name="vni">The VXLAN network identifier.</param>
    /// <param name="mtu">Largest inner IP packet in bytes.</param>
    /// <param name="learning">Whether source addresses are learned.</param>
    public Overlay(int index, uint vni, int mtu, bool learning)
    {
        Index = index;
        Vni = vni;
        Mtu = mtu;
        _learning = learning;
    }

    /// <summary>Its index in the engine's list.</summary>
    public int Index { get; }

    /// <summary>The VXLAN network identifier.</summary>
    public uint Vni { get; }

    /// <summary>Largest inner IP packet in bytes.</summary>
    public int Mtu { get; }

    /// <summary>Whether source addresses are learned. Set by the control thread.</summary>
    public bool Learning
    {
        get => _learning;
        set => _learning = value;
    }

    /// <summary>Whether it is no longer wanted; it may be again. Set by the control thread.</summary>
    public bool Removed
    {
        get => _removed;
        set => _removed = value;
    }

    /// <summary>What the counters at its index said when it came; what they say more is its own.</summary>
    internal CounterSums Before { get; init; } = CounterSums.None;

    /// <summary>Which of its ports has which IPv6 link-local address.</summary>
    public LinkLocalOwners LinkLocals { get; } = new();

    /// <summary>Indices of its ports.</summary>
    public int[] Ports
    {
        get => Volatile.Read(ref _ports);
        set => Volatile.Write(ref _ports, value);
    }

    /// <summary>Limits the copies of broadcast, unknown unicast and multicast from the wire.</summary>
    public VtepStorms Storms => Volatile.Read(ref _storms);

    /// <summary>Indices of the VTEPs that get replicated frames.</summary>
    public int[] Peers
    {
        get => Volatile.Read(ref _peers);
        set
        {
            Volatile.Write(ref _storms, Storms.For(value));
            Volatile.Write(ref _peers, value);
        }
    }

    /// <summary>Indices of the VTEPs that the configuration names, as peers or in static entries, in ascending order.</summary>
    public int[] Named
    {
        get => Volatile.Read(ref _named);
        set => Volatile.Write(ref _named, value);
    }

    /// <summary>Whether frames from other VTEPs than <see cref="Named"/> are dropped. Set by the control thread.</summary>
    public bool RefusesStrangers
    {
        get => _refusesStrangers;
        set => _refusesStrangers = value;
    }

    /// <summary>Whether frames from a VTEP are dropped; -1 stands for one without an index.</summary>
    public bool Refuses(int vtep) => _refusesStrangers && Named.AsSpan().BinarySearch(vtep) < 0;
}
