using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Workers;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Keeps the way to every remote VTEP that somebody needs current: asks the kernel for route and neighbour, has it resolve what is missing, and
/// publishes the outer headers. Ages the forwarding table, too. A thread of its own, in the uplinks' namespace.
/// </summary>
internal sealed class VtepResolver : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(20);

    private readonly VtepTable _vteps;
    private readonly OuterHeaderFactory _headers;
    private readonly IReadOnlyList<Uplink> _uplinks;
    private readonly ChannelReader<UInt128> _strangers;
    private readonly StrangerEvents _events;
    private readonly HashSet<int> _unreachable = [];
    private readonly Dictionary<int, long> _probedAt = [];
    private readonly ControlThread _thread;
    private readonly ForwardingTable _fdb;
    private readonly VtepDemand _demand;
    private readonly VtepRetirement _retirement;

    /// <summary>Resolves what it can at once, then keeps at it.</summary>
    /// <param name="vteps">The table to fill.</param>
    /// <param name="fdb">What was learned to be behind them.</param>
    /// <param name="uplinks">The devices VTEPs may be behind.</param>
    /// <param name="headers">Builds the outer headers.</param>
    /// <param name="strangers">Addresses the data path met and nobody configured.</param>
    /// <param name="fence">Tells when frames have left the pipelines.</param>
    /// <param name="events">Where changes are told.</param>
    /// <param name="faults">Told of unexpected exceptions.</param>
    public VtepResolver(
        VtepTable vteps, ForwardingTable fdb, IReadOnlyList<Uplink> uplinks, OuterHeaderFactory headers,
        ChannelReader<UInt128> strangers, PipelineFence fence, ChannelWriter<DataplaneEvent> events, ControlFaults faults)
    {
        _vteps = vteps;
        _fdb = fdb;
        _demand = new VtepDemand(fdb, () => Environment.TickCount64);
        _uplinks = uplinks;
        _headers = headers;
        _strangers = strangers;
        _events = new StrangerEvents(vteps, events, () => Environment.TickCount64);
        _retirement = new VtepRetirement(vteps, fdb, fence);
        _thread = new ControlThread("vteps", faults, Run);
    }

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        using RtNetlink netlink = RtNetlink.Open();
        using RtNetlinkMonitor monitor = RtNetlinkMonitor.Open();
        var poller = new FdPoller([thread.WakeUpFd, monitor.Fd]);
        while (!thread.Stopping)
        {
            AddStrangers();
            foreach (Vtep vtep in _vteps.All.ToArray())
            {
                vtep.Idle = !_demand.Needs(vtep);
                if (vtep.Idle) Forget(vtep);
                else Resolve(netlink, vtep);
            }

            _fdb.Age(Clock.Seconds);
            _retirement.Step(_demand.Forget);
            _events.Look();
            poller.Wait(Period);
            while (monitor.TryRead(out _)) { }
        }
    }

    private void AddStrangers()
    {
        while (_strangers.TryRead(out UInt128 address)) _vteps.AddStranger(address);
    }

    private void Forget(Vtep vtep)
    {
        vtep.Route = null;
        _unreachable.Remove(vtep.Index);
        _probedAt.Remove(vtep.Index);
    }

    private void Resolve(RtNetlink netlink, Vtep vtep)
    {
        RouteInfo? route = netlink.FindRoute(vtep.Address);
        Uplink? uplink = _uplinks.FirstOrDefault(candidate => candidate.Link.IfIndex == route?.IfIndex);
        if (route is null || uplink is null)
        {
            SetUnreachable(vtep, route is null ? "no route to it" : "its route leaves through a device that is no uplink");
            return;
        }

        IPAddress nextHop = route.Gateway ?? vtep.Address;
        NeighbourInfo? neighbour = netlink.FindNeighbour(uplink.Link.IfIndex, nextHop);
        if (IsProbeDue(vtep)) netlink.ProbeNeighbour(uplink.Link.IfIndex, nextHop);
        if (neighbour is { Usable: true, Mac: { } mac }) SetReachable(vtep, uplink, MacAddress.Read(mac), route.PreferredSource);
        else if (vtep.Route is null || neighbour is { State: NeighbourState.Failed }) SetUnreachable(vtep, $"next hop {nextHop} on {uplink.Options.Device} is not resolved");
    }

    /// <summary>Unresolved: every turn. Resolved: now and then, because the kernel, which sends nothing to it, lets the entry go stale.</summary>
    private bool IsProbeDue(Vtep vtep)
    {
        long now = Environment.TickCount64;
        TimeSpan period = vtep.Route is null ? Period : ProbePeriod;
        if (_probedAt.TryGetValue(vtep.Index, out long last) && now - last < period.TotalMilliseconds) return false;
        _probedAt[vtep.Index] = now;
        return true;
    }

    private void SetReachable(Vtep vtep, Uplink uplink, MacAddress nextHop, IPAddress? source)
    {
        _unreachable.Remove(vtep.Index);
        IPAddress local = _headers.LocalFor(vtep.Address, source);
        if (vtep.Route is { } known && known.NextHop == nextHop && known.Uplink == uplink.Index && known.Local.Equals(local)) return;
        vtep.Route = new VtepRoute(uplink.Index, nextHop, local, _headers.Create(uplink, nextHop, local, vtep.Address));
        _events.Tell(vtep, DataplaneEventKind.VtepResolved, $"reached through {nextHop} on {uplink.Options.Device}");
    }

    private void SetUnreachable(Vtep vtep, string reason)
    {
        vtep.Route = null;
        if (_unreachable.Add(vtep.Index)) _events.Tell(vtep, DataplaneEventKind.VtepUnreachable, reason);
    }
}
