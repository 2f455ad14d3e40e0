using System.Net;
using Falcon.Xsk.Links.Netlink;
using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>
/// Links, addresses, routes and neighbours of one network namespace (rtnetlink(7)): the namespace of the thread that opened it, whichever
/// thread calls. Not thread-safe. If the kernel refuses a request, the call throws <see cref="RtNetlinkException"/> with the kernel's
/// explanation.
/// </summary>
public sealed class RtNetlink : IDisposable
{
    private const uint DoomedGroup = 1;

    private readonly NetlinkRequests _requests = new();

    private RtNetlink()
    {
    }

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    public static RtNetlink Open() => new();

    /// <summary>The device of that name; null when there is none.</summary>
    public LinkInfo? FindLink(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Longer names are alternative names, in another attribute. Ours have none.
        if (name.Length > 15)
            return null;
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETLINK, 0);
        request.Append(new IfInfoMsg());
        request.Attribute(Rtnl.IFLA_IFNAME, name);
        return FindLink(request, $"find device '{name}'");
    }

    /// <summary>The device of that index; null when there is none.</summary>
    public LinkInfo? FindLink(int ifIndex)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETLINK, 0);
        request.Append(new IfInfoMsg { Index = ifIndex });
        return FindLink(request, $"find device {ifIndex}");
    }

    /// <summary>All devices, in the order of their indices.</summary>
    public IReadOnlyList<LinkInfo> Links()
    {
        var links = new List<LinkInfo>();
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETLINK, Rtnl.NLM_F_DUMP);
        request.Append(new IfInfoMsg());
        _requests.Dump(request, "list the devices", links.Clear, message => links.Add(RtMessages.ReadLink(message)));
        links.Sort((a, b) => a.IfIndex.CompareTo(b.IfIndex));
        return links;
    }

    /// <summary>Makes a pair of virtual Ethernet devices, both down.</summary>
    /// <exception cref="ArgumentException">A name or MAC address is invalid.</exception>
    public void CreateVeth(VethOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        VethRequest.Validate(options);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWLINK, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL);
        VethRequest.Write(ref request, options);
        _requests.Send(request, $"create veth '{options.Name}' with peer '{options.PeerName}'");
    }

    /// <summary>Makes a VXLAN device, down. Its socket will be in this namespace, wherever the device is.</summary>
    public void CreateVxlan(VxlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWLINK, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL);
        VxlanRequest.Write(ref request, options);
        _requests.Send(request, $"create VXLAN device '{options.Name}' with VNI {options.Vni} and port {options.Port}");
    }

    /// <summary>Sets a device up, or down.</summary>
    public void SetUp(int ifIndex, bool up = true)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWLINK, 0);
        request.Append(new IfInfoMsg { Index = ifIndex, Flags = up ? Rtnl.IFF_UP : 0, Change = Rtnl.IFF_UP });
        _requests.Send(request, $"set device {ifIndex} {(up ? "up" : "down")}");
    }

    /// <summary>Sets the largest IP packet of a device, in bytes.</summary>
    public void SetMtu(int ifIndex, int mtu)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWLINK, 0);
        request.Append(new IfInfoMsg { Index = ifIndex });
        request.Attribute(Rtnl.IFLA_MTU, (uint)mtu);
        _requests.Send(request, $"set the MTU of device {ifIndex} to {mtu}");
    }

    /// <summary>Sets the most segments that an unsegmented frame may have (gso_max_segs). The kernel splits larger frames before.</summary>
    public void SetMostSegments(int ifIndex, int segments)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWLINK, 0);
        request.Append(new IfInfoMsg { Index = ifIndex });
        request.Attribute(Rtnl.IFLA_GSO_MAX_SEGS, (uint)segments);
        _requests.Send(request, $"set the most segments of device {ifIndex} to {segments}");
    }

    /// <summary>
    /// Opens or closes a device's transmit gate. While it is closed, one message leaves every 10 ms. The rest waits, and the sending
    /// sockets block once their send buffers are full (back-pressure). The first call puts a token bucket (tc-tbf(8)) in front of the
    /// device, which stays.
    /// </summary>
    /// <exception cref="RtNetlinkException">
    /// The kernel has no tbf, or the device has another queueing discipline, which stays as it is.
    /// </exception>
    public void SetTransmitGate(int ifIndex, bool open) => SetTransmitGate(ifIndex, open, flags: 0);

    /// <summary>
    /// Closes a device's transmit gate and replaces any other queueing discipline, whose queued messages are lost. An existing gate stays.
    /// </summary>
    /// <exception cref="RtNetlinkException">The kernel has no tbf, or the device is gone.</exception>
    public void ReplaceTransmitGate(int ifIndex)
    {
        try
        {
            SetTransmitGate(ifIndex, open: false, Rtnl.NLM_F_REPLACE);
        }
        catch (RtNetlinkException e) when (e.ErrorNumber == LibC.EINVAL) // a discipline of another kind with our handle
        {
            NetlinkWriter request = _requests.Begin(Rtnl.RTM_DELQDISC, 0);
            request.Append(new TcMsg { IfIndex = ifIndex, Parent = Rtnl.TC_H_ROOT });
            _requests.Send(request, $"remove the queueing discipline of device {ifIndex}");
            SetTransmitGate(ifIndex, open: false, flags: 0);
        }
    }

    private void SetTransmitGate(int ifIndex, bool open, ushort flags)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWQDISC, (ushort)(Rtnl.NLM_F_CREATE | flags));
        GateRequest.Write(ref request, ifIndex, open);
        _requests.Send(request, $"{(open ? "open" : "close")} the transmit gate of device {ifIndex}");
    }

    /// <summary>Deletes a device and, for a veth, its peer. Does nothing if it is gone already.</summary>
    public void DeleteLink(int ifIndex)
    {
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_DELLINK, 0);
        request.Append(new IfInfoMsg { Index = ifIndex });
        SendUnlessGone(request, $"delete device {ifIndex}");
    }

    /// <summary>
    /// Deletes devices in one request; one by one, each would wait until no CPU uses the device any more. Puts them into a device group for
    /// that, which nobody else may use in this namespace. Ignores devices that are gone already.
    /// </summary>
    public void DeleteLinks(IReadOnlyCollection<int> ifIndices)
    {
        ArgumentNullException.ThrowIfNull(ifIndices);
        foreach (int ifIndex in ifIndices) Change(Rtnl.RTM_NEWLINK, ifIndex, $"put device {ifIndex} into group {DoomedGroup}");
        if (ifIndices.Count > 0) Change(Rtnl.RTM_DELLINK, 0, $"delete the devices of group {DoomedGroup}");

        void Change(ushort type, int ifIndex, string attempt)
        {
            NetlinkWriter request = _requests.Begin(type, 0);
            request.Append(new IfInfoMsg { Index = ifIndex });
            request.Attribute(Rtnl.IFLA_GROUP, DoomedGroup);
            SendUnlessGone(request, attempt);
        }
    }

    /// <summary>
    /// Gives a device an address; does nothing if it has it already. IPv6 addresses work at once, without duplicate address detection
    /// (IFA_F_NODAD), because they come from a configuration.
    /// </summary>
    public void AddAddress(int ifIndex, IPAddress address, int prefixLength)
    {
        address = Plain(address);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWADDR, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_REPLACE);
        byte family = RtMessages.FamilyOf(address);
        request.Append(new IfAddrMsg { Family = family, PrefixLength = (byte)prefixLength, Index = (uint)ifIndex });
        request.Attribute(Rtnl.IFA_LOCAL, address);
        request.Attribute(Rtnl.IFA_ADDRESS, address);
        if (family == LibC.AF_INET6)
            request.Attribute(Rtnl.IFA_FLAGS, Rtnl.IFA_F_NODAD);
        _requests.Send(request, $"add address {address}/{prefixLength} to device {ifIndex}");
    }

    /// <summary>The IPv4 and IPv6 addresses of a device, including link-local ones; empty when there is no such device.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses(int ifIndex)
    {
        var addresses = new List<(IPAddress, int)>();
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETADDR, Rtnl.NLM_F_DUMP);
        request.Append(new IfAddrMsg { Index = (uint)ifIndex });
        try
        {
            _requests.Dump(request, $"list the addresses of device {ifIndex}", addresses.Clear, message =>
            {
                if (RtMessages.ReadAddress(message) is { } found && found.IfIndex == ifIndex)
                    addresses.Add((found.Address, found.PrefixLength));
            });
        }
        catch (RtNetlinkException e) when (e.ErrorNumber == LibC.ENODEV)
        {
        }
        return addresses;
    }

    /// <summary>Where the kernel would send a packet for an address; null when there is no route, or one that forbids it.</summary>
    public RouteInfo? FindRoute(IPAddress destination)
    {
        destination = Plain(destination);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETROUTE, 0);
        byte bits = (byte)(destination.GetAddressBytes().Length * 8);
        request.Append(new RtMsg { Family = RtMessages.FamilyOf(destination), DestinationLength = bits });
        request.Attribute(Rtnl.RTA_DST, destination);
        RouteInfo? route = null;
        try
        {
            _requests.Send(request, $"find the route to {destination}", message => route = RtMessages.ReadRoute(message));
        }
        catch (RtNetlinkException e) when (IsNoRoute(e))
        {
            return null;
        }
        return route;
    }

    /// <summary>The kernel's entry of a neighbour; null when there is none.</summary>
    public NeighbourInfo? FindNeighbour(int ifIndex, IPAddress address)
    {
        address = Plain(address);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_GETNEIGH, 0);
        request.Append(new NdMsg { Family = RtMessages.FamilyOf(address), IfIndex = ifIndex });
        request.Attribute(Rtnl.NDA_DST, address);
        NeighbourInfo? neighbour = null;
        try
        {
            _requests.Send(
                request, $"find neighbour {address} on device {ifIndex}", message => neighbour = RtMessages.ReadNeighbour(message));
        }
        catch (RtNetlinkException e) when (e.ErrorNumber == LibC.ENOENT || e.ErrorNumber == LibC.ENODEV)
        {
            return null;
        }
        return neighbour;
    }

    /// <summary>
    /// Makes the kernel resolve a neighbour, or confirm a stale one, as if it had a packet for it (NTF_USE). Returns at once. The result
    /// appears in <see cref="FindNeighbour"/> and as an event of <see cref="RtNetlinkMonitor"/>.
    /// </summary>
    public void ProbeNeighbour(int ifIndex, IPAddress address)
    {
        address = Plain(address);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWNEIGH, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_REPLACE);
        request.Append(new NdMsg { Family = RtMessages.FamilyOf(address), IfIndex = ifIndex, Flags = Rtnl.NTF_USE });
        request.Attribute(Rtnl.NDA_DST, address);
        _requests.Send(request, $"resolve neighbour {address} on device {ifIndex}");
    }

    /// <summary>
    /// Makes the kernel confirm a neighbour now (NUD_PROBE). It asks the known MAC address; without an answer the entry becomes
    /// <see cref="NeighbourState.Failed"/>. Returns at once.
    /// </summary>
    public void ConfirmNeighbour(NeighbourInfo neighbour)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        if (neighbour.Mac is not { } mac) return;
        IPAddress address = Plain(neighbour.Address);
        NetlinkWriter request = _requests.Begin(Rtnl.RTM_NEWNEIGH, Rtnl.NLM_F_REPLACE);
        request.Append(new NdMsg
        {
            Family = RtMessages.FamilyOf(address),
            IfIndex = neighbour.IfIndex,
            State = (ushort)NeighbourState.Probe
        });
        request.Attribute(Rtnl.NDA_DST, address);
        request.Attribute(Rtnl.NDA_LLADDR, mac);
        _requests.Send(request, $"confirm neighbour {address} on device {neighbour.IfIndex}");
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _requests.Dispose();

    private void SendUnlessGone(in NetlinkWriter request, string attempt)
    {
        try
        {
            _requests.Send(request, attempt);
        }
        catch (RtNetlinkException e) when (e.ErrorNumber == LibC.ENODEV)
        {
        }
    }

    private LinkInfo? FindLink(in NetlinkWriter request, string attempt)
    {
        LinkInfo? link = null;
        try
        {
            _requests.Send(request, attempt, message => link = RtMessages.ReadLink(message));
        }
        catch (RtNetlinkException e) when (e.ErrorNumber == LibC.ENODEV)
        {
            return null;
        }
        return link;
    }

    // A blackhole route gives EINVAL without explanation; a malformed request gives one.
    private static bool IsNoRoute(RtNetlinkException e) =>
        e.ErrorNumber == LibC.ENETUNREACH || e.ErrorNumber == LibC.EHOSTUNREACH || e.ErrorNumber == LibC.EACCES
        || (e.ErrorNumber == LibC.EINVAL && e.Explanation.Length == 0);

    private static IPAddress Plain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
