using Falcon.Xsk.Links.Netlink;
using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>
/// Reports changes in one network namespace: links, neighbours, addresses. The namespace is that of the thread that opened it. One thread.
/// </summary>
public sealed class RtNetlinkMonitor : IDisposable
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly NetlinkSocket _socket;
    private int _length;
    private int _next;

    private RtNetlinkMonitor(NetlinkSocket socket) => _socket = socket;

    /// <summary>The descriptor; readable when events are waiting.</summary>
    public int Fd => _socket.Fd;

    /// <summary>
    /// Starts listening in the calling thread's network namespace. Open the monitor before reading the state, so that no change is missed.
    /// </summary>
    public static RtNetlinkMonitor Open() => new(NetlinkSocket.Open(
        Rtnl.RTNLGRP_LINK, Rtnl.RTNLGRP_NEIGH, Rtnl.RTNLGRP_IPV4_IFADDR, Rtnl.RTNLGRP_IPV6_IFADDR));

    /// <summary>Reads the next event; false, without blocking, if none is waiting. Read until false before polling again.</summary>
    public bool TryRead(out RtNetlinkEvent change)
    {
        while (true)
        {
            var reader = new NetlinkReader(_buffer.AsSpan(_next, _length - _next));
            while (reader.TryRead(out NetlinkMessage message))
            {
                _next += NetlinkHeader.Align(NetlinkHeader.Size + message.Payload.Length);
                if (ToEvent(message) is { } found)
                {
                    change = found;
                    return true;
                }
            }
            _next = 0;
            _length = _socket.Receive(_buffer);
            if (_length >= 0)
                continue;
            change = new RtNetlinkEvent { Kind = RtNetlinkEventKind.Overrun };
            bool overrun = _length == NetlinkSocket.Overrun;
            _length = 0;
            return overrun;
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _socket.Dispose();

    private static RtNetlinkEvent? ToEvent(NetlinkMessage message) => message.Type switch
    {
        Rtnl.RTM_NEWLINK or Rtnl.RTM_DELLINK => ToLinkEvent(message),
        Rtnl.RTM_NEWNEIGH => ToNeighbourEvent(message, RtNetlinkEventKind.NeighbourChanged),
        Rtnl.RTM_DELNEIGH => ToNeighbourEvent(message, RtNetlinkEventKind.NeighbourGone),
        Rtnl.RTM_NEWADDR => ToAddressEvent(message, RtNetlinkEventKind.AddressAdded),
        Rtnl.RTM_DELADDR => ToAddressEvent(message, RtNetlinkEventKind.AddressGone),
        _ => null,
    };

    private static RtNetlinkEvent? ToLinkEvent(NetlinkMessage message)
    {
        // A bridge reports its ports in messages of its own family, where RTM_DELLINK means "left the bridge".
        if (message.Fixed<IfInfoMsg>().Family != LibC.AF_UNSPEC)
            return null;
        LinkInfo link = RtMessages.ReadLink(message);
        RtNetlinkEventKind kind = message.Type == Rtnl.RTM_DELLINK ? RtNetlinkEventKind.LinkGone
            : link.Up && link.Running ? RtNetlinkEventKind.LinkUp : RtNetlinkEventKind.LinkDown;
        return new RtNetlinkEvent { Kind = kind, IfIndex = link.IfIndex, Link = link };
    }

    private static RtNetlinkEvent? ToNeighbourEvent(NetlinkMessage message, RtNetlinkEventKind kind) =>
        RtMessages.ReadNeighbour(message) is { } neighbour
            ? new RtNetlinkEvent { Kind = kind, IfIndex = neighbour.IfIndex, Neighbour = neighbour }
            : null;

    private static RtNetlinkEvent? ToAddressEvent(NetlinkMessage message, RtNetlinkEventKind kind) =>
        RtMessages.ReadAddress(message) is { } found
            ? new RtNetlinkEvent { Kind = kind, IfIndex = found.IfIndex, Address = found.Address }
            : null;
}
