using Falcon.Engine.Counters;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>A port as the data path sees it.</summary>
public sealed class Port
{
    private volatile string? _downReason;
    private volatile bool _overBudget;
    private volatile bool _dropsSent;
    private volatile bool _coalesce = true;
    private volatile bool _removed;
    private PortIdentity? _identity;

    /// <summary>Makes a port that is up.</summary>
    public Port(int index, int overlay, int ifIndex, MacAddress mac)
    {
        Index = index;
        Overlay = overlay;
        IfIndex = ifIndex;
        Mac = mac;
    }

    /// <summary>The port's index.</summary>
    public int Index { get; }

    /// <summary>The index of its overlay.</summary>
    public int Overlay { get; }

    /// <summary>The host end's interface index in the engine's namespace.</summary>
    public int IfIndex { get; }

    /// <summary>The container's MAC address.</summary>
    public MacAddress Mac { get; }

    /// <summary>The identity that the container's frames must have; null for any. The control thread replaces the whole object.</summary>
    public PortIdentity? Identity
    {
        get => Volatile.Read(ref _identity);
        set => Volatile.Write(ref _identity, value);
    }

    /// <summary>The IPv6 link-local addresses that the container uses.</summary>
    internal PortLinkLocals LinkLocals { get; init; } = new(new LinkLocalOwners());

    /// <summary>The counters at its index when it came. Its own counts are the difference.</summary>
    internal CounterSums Before { get; init; } = CounterSums.None;

    /// <summary>Limits the copies of its broadcast, unknown unicast and multicast.</summary>
    public StormLimit Storm { get; } = new();

    /// <summary>Whether frames for it may be joined to trains. Set by the control thread.</summary>
    public bool Coalesce
    {
        get => _coalesce;
        set => _coalesce = value;
    }

    /// <summary>Whether it was removed. It is down then, and may come back. Set by the control thread.</summary>
    public bool Removed
    {
        get => _removed;
        set => _removed = value;
    }

    /// <summary>Whether it has spent its budget, so that frames for it are dropped. Set by the control thread.</summary>
    public bool OverBudget
    {
        get => _overBudget;
        set => _overBudget = value;
    }

    /// <summary>
    /// Whether frames from it are dropped, because its budget is spent and they cannot be held back. Set by the control thread.
    /// </summary>
    public bool DropsSent
    {
        get => _dropsSent;
        set => _dropsSent = value;
    }

    /// <summary>Whether it carries frames.</summary>
    public bool Up => _downReason is null;

    /// <summary>Why it carries no frames; null while it is up. Set by the control thread.</summary>
    public string? DownReason
    {
        get => _downReason;
        set => _downReason = value;
    }
}
