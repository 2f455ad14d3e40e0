using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;
using Falcon.Xsk.KernelPath;

namespace Falcon.Engine.KernelPath;

/// <summary>
/// Makes the kernel path's tables say what the engine's say. It compares the whole each time, so whatever was missed is made up for. One
/// thread at a time; the workers may change the forwarding table meanwhile.
/// </summary>
/// <param name="state">The engine's tables.</param>
/// <param name="ports">The ports' options.</param>
/// <param name="underlay">The uplinks.</param>
/// <param name="tables">The kernel path's tables.</param>
/// <param name="isBilled">Whether ports pay for what the kernel spends for them.</param>
/// <param name="isReady">Whether a port's host end has its program, and the port is not about to leave.</param>
internal sealed class PathWriter(
    ForwardingState state, PortSet ports, Underlay underlay, KernelPathTables tables, bool isBilled, Func<int, bool> isReady)
{
    private readonly Port?[] _ports = new Port?[ForwardingState.MostPorts];
    private readonly (Vtep? Vtep, VtepRoute? Route, int IfIndex)[] _vteps = new (Vtep?, VtepRoute?, int)[VtepTable.MostPlaces];
    private readonly bool[] _leavesDatagrams = new bool[ForwardingState.MostPorts];
    private readonly HashSet<int> _overlays = [];
    private Dictionary<(uint Vni, MacAddress Mac), FdbEntry> _entries = [];

    /// <summary>Addresses that the tables had no room for when they were last written; the engine carries their frames.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether any port uses the kernel path.</summary>
    public bool CarriesAny => _overlays.Count > 0;

    /// <summary>Whether a port sends and receives by the kernel path.</summary>
    public bool Carries(int port) => _ports[port] is not null;

    /// <summary>Writes what has changed. May wait for grace periods.</summary>
    public void Write()
    {
        WritePorts();
        WriteVteps();
        WriteEntries();
    }

    /// <summary>Leaves a port's datagrams to the engine, or no longer, if its options leave the choice.</summary>
    public void LeaveDatagrams(int port, bool leaves)
    {
        _leavesDatagrams[port] = leaves;
        if (Carries(port)) tables.Leave(port, LeftBy(port));
    }

    /// <summary>Ends a port at once.</summary>
    public void Remove(int port)
    {
        tables.RemovePort(port);
        _ports[port] = null;
    }

    /// <summary>Keeps the entries from ageing whose addresses have sent by the kernel path.</summary>
    /// <param name="since">Nanoseconds of CLOCK_MONOTONIC: the last time it was done.</param>
    /// <param name="nowSeconds">The monotonic time in seconds.</param>
    public void Refresh(long since, uint nowSeconds)
    {
        foreach (((uint vni, MacAddress mac), FdbEntry entry) in _entries)
        {
            if (!entry.IsStatic && entry.Target.IsVtep && tables.SeenAt(vni, mac.ToBytes()) >= since)
                state.Fdb.Refresh(entry.Overlay, mac, entry.Target, nowSeconds);
        }
    }

    private void WritePorts()
    {
        _overlays.Clear();
        foreach (Port port in state.Ports)
        {
            Overlay overlay = state.Overlays[port.Overlay];
            PortOptions options = ports.Plans[port.Index].Options;
            if (_ports[port.Index] is { } before && before != port) Remove(port.Index);
            if (!overlay.Removed && isReady(port.Index) && PathRules.Allows(port, options, isBilled))
            {
                tables.Leave(port.Index, LeftBy(port.Index));
                tables.SetPort(port.Index, PathRules.SenderOf(port, overlay, options));
                _ports[port.Index] = port;
                _overlays.Add(overlay.Index);
            }
            else if (Carries(port.Index))
            {
                Remove(port.Index);
            }
        }
    }

    private PathClasses LeftBy(int port) => PathRules.LeftBy(ports.Plans[port].Options.Paths, _leavesDatagrams[port]);

    private void WriteVteps()
    {
        HashSet<int> there = [];
        foreach (Vtep vtep in state.Vteps.All.ToArray())
        {
            VtepRoute? route = vtep.Route;
            if (route is null || !PathRules.Allows(route)) continue;
            if (underlay.Uplinks[route.Uplink].Attachment is not { } attachment) continue;
            there.Add(vtep.Index);
            WriteVtep(vtep, route, attachment.IfIndex);
        }

        for (int index = 0; index < _vteps.Length; index++)
        {
            if (_vteps[index].Vtep is not null && !there.Contains(index)) RemoveVtep(index);
        }
    }

    private void WriteVtep(Vtep vtep, VtepRoute route, int ifIndex)
    {
        ref (Vtep? Vtep, VtepRoute? Route, int IfIndex) known = ref _vteps[vtep.Index];
        if (known == (vtep, route, ifIndex)) return;
        if (known.Vtep is not null && known.Vtep != vtep) RemoveVtep(vtep.Index); // the index has another owner
        tables.SetVtep(vtep.Index, new PathRoute(ifIndex, route.Header.ToTemplate()) { InheritsDscp = route.Header.InheritsDscp });
        known = (vtep, route, ifIndex);
    }

    private void RemoveVtep(int index)
    {
        tables.RemoveVtep(index);
        _vteps[index] = default;
    }

    private void WriteEntries()
    {
        Dictionary<(uint, MacAddress), FdbEntry> written = [];
        Refused = 0;
        Overlay[] overlays = state.Overlays;
        foreach (FdbEntry entry in state.Fdb.Entries())
        {
            if (!_overlays.Contains(entry.Overlay) || Mtu(entry, overlays[entry.Overlay]) is not { } mtu) continue;
            uint vni = overlays[entry.Overlay].Vni;
            PathTarget target = entry.Target.IsPort ? PathTarget.Port(entry.Target.Index) : PathTarget.Vtep(entry.Target.Index);
            if (tables.SetEntry(vni, entry.Mac.ToBytes(), entry.Overlay, target, mtu)) written[(vni, entry.Mac)] = entry;
            else Refused++;
        }

        foreach ((uint vni, MacAddress mac) in _entries.Keys)
        {
            if (!written.ContainsKey((vni, mac))) tables.RemoveEntry(vni, mac.ToBytes());
        }

        _entries = written;
    }

    /// <summary>Bytes of the largest inner IP packet to an address; null when the kernel path does not go there.</summary>
    private int? Mtu(FdbEntry entry, Overlay overlay)
    {
        if (entry.Target.IsPort) return Carries(entry.Target.Index) ? overlay.Mtu : null;
        VtepRoute? route = _vteps[entry.Target.Index].Route;
        return route is null || overlay.Refuses(entry.Target.Index) ? null : Math.Min(overlay.Mtu, route.PathMtu);
    }
}
