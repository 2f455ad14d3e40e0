using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;
using Falcon.Xsk.Links;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Keeps the route to every needed VTEP current. It asks the kernel for route and neighbour, makes it resolve what is missing, follows
/// neighbour events at once, and publishes the outer headers with the path MTU. It also ages the forwarding table. It runs a thread in the
/// uplinks' namespace.
/// </summary>
internal sealed class VtepResolver : IDisposable
{
    private const string Name = "vteps";
    private const long Period = 1_000;
    private const long LeastPause = 20; // milliseconds between two checks of everything, however many events come

    private readonly VtepTable _vteps;
    private readonly ForwardingTable _fdb;
    private readonly Underlay _underlay;
    private readonly OuterHeaderFactory _headers;
    private readonly PathMtuReader _pathMtus;
    private readonly ChannelReader<UInt128> _strangers;
    private readonly StrangerEvents _events;
    private readonly VtepDemand _demand;
    private readonly VtepSilence _silence;
    private readonly NeighbourCare _neighbours;
    private readonly VtepRetirement _retirement;
    private readonly HashSet<int> _unreachable = [];
    private readonly Dictionary<int, (int IfIndex, IPAddress Address)> _nextHops = [];
    private readonly HashSet<(int IfIndex, IPAddress Address)> _changed = [];
    private readonly ControlFaults _faults;
    private readonly Action? _routeChanged;
    private readonly ControlThread _thread;
    private long _allAt = long.MinValue; // when to check everything again

    /// <summary>Resolves what it can at once, then starts the thread.</summary>
    /// <param name="state">The VTEPs, and the forwarding table.</param>
    /// <param name="underlay">The uplinks and the local VTEPs.</param>
    /// <param name="headers">Builds the outer headers.</param>
    /// <param name="strangers">Addresses that the data path met and the configuration does not name.</param>
    /// <param name="fence">Reports when frames have left the pipelines.</param>
    /// <param name="events">Receives events of changes.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    /// <param name="changed">Called after each change of a route.</param>
    public VtepResolver(
        ForwardingState state, Underlay underlay, OuterHeaderFactory headers, ChannelReader<UInt128> strangers, PipelineFence fence,
        ChannelWriter<DataplaneEvent> events, ControlFaults faults, Action? changed = null)
    {
        _routeChanged = changed;
        _vteps = state.Vteps;
        _fdb = state.Fdb;
        _demand = new VtepDemand(_fdb, () => Environment.TickCount64);
        _silence = new VtepSilence(_fdb);
        _neighbours = new NeighbourCare(events);
        _pathMtus = new PathMtuReader(state, events, RawReceiver.TryOpenTooBig);
        _underlay = underlay;
        _headers = headers;
        _strangers = strangers;
        _events = new StrangerEvents(_vteps, events, () => Environment.TickCount64);
        _retirement = new VtepRetirement(_vteps, _fdb, fence);
        _faults = faults;
        _thread = new ControlThread(Name, faults, Run);
    }

    /// <summary>Makes it check everything again: an uplink or a local address has changed. Any thread.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _allAt, long.MinValue);
        _thread.Wake();
    }

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        using var netlink = RtNetlink.Open();
        using var monitor = RtNetlinkMonitor.Open();
        using PathMtuReader pathMtus = _pathMtus;
        pathMtus.Open();
        var poller = new FdPoller([thread.WakeUpFd, monitor.Fd, .. pathMtus.PollDescriptors]);
        long lastAll = 0;
        while (!thread.Stopping)
        {
            AddStrangers();
            long now = Environment.TickCount64;
            if (now >= Interlocked.Read(ref _allAt) && now - lastAll >= LeastPause)
            {
                Interlocked.Exchange(ref _allAt, now + Period); // before the check: a wake-up during it is not lost
                lastAll = now;
                ResolveAll(netlink);
            }
            else if (_changed.Count > 0)
            {
                ResolveChanged(netlink);
            }

            _changed.Clear();
            long next = Math.Max(Interlocked.Read(ref _allAt), lastAll + LeastPause);
            poller.Wait(TimeSpan.FromMilliseconds(Math.Clamp(next - Environment.TickCount64, 0, Period)));
            thread.Drain();
            ReadChanges(monitor);
            foreach (Vtep vtep in pathMtus.Read()) MarkChanged(vtep);
        }
    }

    private void ReadChanges(RtNetlinkMonitor monitor)
    {
        while (monitor.TryRead(out RtNetlinkEvent change))
        {
            if (change.Neighbour is { } neighbour) _changed.Add((neighbour.IfIndex, neighbour.Address));
            else Interlocked.Exchange(ref _allAt, long.MinValue);
        }
    }

    private void MarkChanged(Vtep vtep)
    {
        if (_nextHops.TryGetValue(vtep.Index, out (int, IPAddress) nextHop)) _changed.Add(nextHop);
    }

    private void ResolveAll(RtNetlink netlink)
    {
        _silence.Look();
        ForEach(vtep =>
        {
            vtep.Idle = !_demand.Needs(vtep);
            if (vtep.Idle) Forget(vtep);
            else Resolve(netlink, vtep);
        });

        _fdb.Age(Clock.Seconds);
        _retirement.Step(_demand.Forget);
        _events.Look();
    }

    private void ResolveChanged(RtNetlink netlink) => ForEach(vtep =>
    {
        if (vtep.Idle || !_nextHops.TryGetValue(vtep.Index, out (int, IPAddress) nextHop)) return;
        if (_changed.Contains(nextHop)) Resolve(netlink, vtep);
    });

    /// <summary>Runs an action for each VTEP. A VTEP that fails unexpectedly keeps its route and does not stop the others.</summary>
    private void ForEach(Action<Vtep> look)
    {
        foreach (Vtep vtep in _vteps.All.ToArray()) _faults.Try(Name, () => look(vtep));
    }

    private void AddStrangers()
    {
        while (_strangers.TryRead(out UInt128 address)) _vteps.AddStranger(address);
    }

    private void SetRoute(Vtep vtep, VtepRoute? route)
    {
        if (route is null && vtep.Route is null) return;
        vtep.Route = route;
        _routeChanged?.Invoke();
    }

    private void Forget(Vtep vtep)
    {
        SetRoute(vtep, null);
        _unreachable.Remove(vtep.Index);
        _nextHops.Remove(vtep.Index);
        _neighbours.Forget(vtep);
        _pathMtus.Forget(vtep);
    }

    private void Resolve(RtNetlink netlink, Vtep vtep)
    {
        try
        {
            TryResolve(netlink, vtep);
        }
        catch (RtNetlinkException fault)
        {
            SetUnreachable(vtep, fault.Message);
        }
    }

    private void TryResolve(RtNetlink netlink, Vtep vtep)
    {
        RouteInfo? route = netlink.FindRoute(vtep.Address);
        Uplink? uplink = route is null ? null : _underlay.Find(route.IfIndex);
        IPAddress? local = _headers.LocalFor(vtep.Address, route?.PreferredSource);
        if (route is null || uplink is null || local is null)
        {
            _nextHops.Remove(vtep.Index);
            SetUnreachable(vtep, route switch
            {
                null => "no route to it",
                _ when uplink is null => "its route leaves through a device that is no uplink",
                _ => "we have no address of its family",
            });
            return;
        }

        IPAddress nextHop = route.Gateway ?? vtep.Address;
        _nextHops[vtep.Index] = (route.IfIndex, nextHop);
        NeighbourInfo? neighbour = netlink.FindNeighbour(route.IfIndex, nextHop);
        bool silent = _silence.IsSilent(vtep, Clock.Seconds);
        if (uplink.Link.Running) _neighbours.Attend(netlink, vtep, route.IfIndex, nextHop, neighbour, silent);
        if (neighbour is { Usable: true, Mac: { } mac })
            SetReachable(vtep, uplink, MacAddress.Read(mac), local, route.Mtu);
        else if (vtep.Route is { } known && neighbour is not { State: NeighbourState.Failed })
            SetReachable(vtep, uplink, known.NextHop, local, route.Mtu); // the kernel's entry is gone, and asked for again
        else
            SetUnreachable(vtep, $"next hop {nextHop} on {uplink.Options.Device} is not resolved");
    }

    private void SetReachable(Vtep vtep, Uplink uplink, MacAddress nextHop, IPAddress local, int routeMtu)
    {
        _unreachable.Remove(vtep.Index);
        int linkMtu = uplink.Link.Mtu, pathMtu = Math.Min(Math.Min(linkMtu, routeMtu > 0 ? routeMtu : int.MaxValue), _pathMtus.Of(vtep));
        VtepRoute? known = vtep.Route;
        var route = new VtepRoute(uplink.Index, nextHop, local, _headers.Create(uplink.Mac, nextHop, local, vtep.Address));
        int around = route.Header.Length;
        route = route with { PathMtu = pathMtu - around, LinkMtu = linkMtu - around };
        if (known is not null && route with { Header = known.Header } == known && known.Header.Source == uplink.Mac) return;
        SetRoute(vtep, route);
        if (known is null || known.NextHop != nextHop || known.Uplink != uplink.Index || !known.Local.Equals(local))
            _events.Tell(vtep, DataplaneEventKind.VtepResolved, $"reached through {nextHop} on {uplink.Link.Name}");
        if (known is null ? pathMtu < linkMtu : known.PathMtu != route.PathMtu)
            _events.Tell(vtep, DataplaneEventKind.PathMtuChanged, $"inner packets of at most {route.PathMtu} bytes (outer {pathMtu})");
    }

    private void SetUnreachable(Vtep vtep, string reason)
    {
        SetRoute(vtep, null);
        if (_unreachable.Add(vtep.Index)) _events.Tell(vtep, DataplaneEventKind.VtepUnreachable, reason);
    }
}
