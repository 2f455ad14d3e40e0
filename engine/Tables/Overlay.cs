using Falcon.Engine.Counters;

namespace Falcon.Engine.Tables;

/// <summary>One VXLAN segment as the data path sees it. The control thread replaces whole lists and never edits them.</summary>
public sealed class Overlay
{
    private int[] _ports = [];
    private int[] _peers = [];
    private int[] _named = [];
    private volatile bool _refusesStrangers;
    private VtepStorms _storms = new();
    private volatile bool _learning;
    private volatile bool _removed;

    /// <summary>Makes an overlay without ports and peers.</summary>
    /// <param name="index">The overlay's index.</param>
    /// <param name="vni">The VXLAN network identifier.</param>
    /// <param name="mtu">Bytes of the largest inner IP packet.</param>
    /// <param name="learning">Whether source addresses are learned.</param>
    public Overlay(int index, uint vni, int mtu, bool learning)
    {
        Index = index;
        Vni = vni;
        Mtu = mtu;
        _learning = learning;
    }

    /// <summary>The overlay's index.</summary>
    public int Index { get; }

    /// <summary>The VXLAN network identifier.</summary>
    public uint Vni { get; }

    /// <summary>Bytes of the largest inner IP packet.</summary>
    public int Mtu { get; }

    /// <summary>Whether source addresses are learned. Set by the control thread.</summary>
    public bool Learning
    {
        get => _learning;
        set => _learning = value;
    }

    /// <summary>Whether it was removed; it may come back. Set by the control thread.</summary>
    public bool Removed
    {
        get => _removed;
        set => _removed = value;
    }

    /// <summary>The counters at its index when it came. Its own counts are the difference.</summary>
    internal CounterSums Before { get; init; } = CounterSums.None;

    /// <summary>The owners of its ports' IPv6 link-local addresses.</summary>
    public LinkLocalOwners LinkLocals { get; } = new();

    /// <summary>The indices of its ports.</summary>
    public int[] Ports
    {
        get => Volatile.Read(ref _ports);
        set => Volatile.Write(ref _ports, value);
    }

    /// <summary>Limits the copies of broadcast, unknown unicast and multicast from the wire.</summary>
    public VtepStorms Storms => Volatile.Read(ref _storms);

    /// <summary>The indices of the VTEPs that get replicated frames.</summary>
    public int[] Peers
    {
        get => Volatile.Read(ref _peers);
        set
        {
            Volatile.Write(ref _storms, Storms.For(value));
            Volatile.Write(ref _peers, value);
        }
    }

    /// <summary>The indices of the VTEPs that the configuration names, as peers or in static entries, in ascending order.</summary>
    public int[] Named
    {
        get => Volatile.Read(ref _named);
        set => Volatile.Write(ref _named, value);
    }

    /// <summary>Whether frames from VTEPs that are not in <see cref="Named"/> are dropped. Set by the control thread.</summary>
    public bool RefusesStrangers
    {
        get => _refusesStrangers;
        set => _refusesStrangers = value;
    }

    /// <summary>Whether frames from a VTEP are dropped; -1 stands for a VTEP without an index.</summary>
    public bool Refuses(int vtep) => _refusesStrangers && Named.AsSpan().BinarySearch(vtep) < 0;
}
