namespace Falcon.Xsk.Links;

/// <summary>The kinds of <see cref="RtNetlinkEvent"/>.</summary>
public enum RtNetlinkEventKind
{
    /// <summary>A device is up and running. Reported on every change of such a device.</summary>
    LinkUp,

    /// <summary>A device is down or has no carrier. Reported on every change of such a device, so also when it is made.</summary>
    LinkDown,

    /// <summary>A device left the namespace: deleted, or moved away.</summary>
    LinkGone,

    /// <summary>A neighbour appeared, or its MAC address or state changed.</summary>
    NeighbourChanged,

    /// <summary>A neighbour was removed.</summary>
    NeighbourGone,

    /// <summary>A device has a new address.</summary>
    AddressAdded,

    /// <summary>A device lost an address.</summary>
    AddressGone,

    /// <summary>Events were lost because they were not read fast enough (ENOBUFS, netlink(7)): read the whole state again.</summary>
    Overrun,
}
