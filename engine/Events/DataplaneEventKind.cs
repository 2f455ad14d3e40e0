namespace Falcon.Engine.Events;

/// <summary>What happened.</summary>
public enum DataplaneEventKind
{
    /// <summary>A lane was opened; the text says in which mode and why.</summary>
    LaneOpened,

    /// <summary>A port carries frames.</summary>
    PortUp,

    /// <summary>A port's container or device vanished, is not there yet, or its device cannot be made.</summary>
    PortDown,

    /// <summary>A port is no longer wanted; its device is gone.</summary>
    PortRemoved,

    /// <summary>A port was changed and kept its device; the text says what of it.</summary>
    PortChanged,

    /// <summary>There is a new overlay.</summary>
    OverlayAdded,

    /// <summary>An overlay is no longer wanted.</summary>
    OverlayRemoved,

    /// <summary>An overlay was changed; the text says what of it.</summary>
    OverlayChanged,

    /// <summary>A VTEP's next hop was resolved or changed.</summary>
    VtepResolved,

    /// <summary>A VTEP cannot be reached for now.</summary>
    VtepUnreachable,

    /// <summary>An uplink carries frames again; the text says what was done.</summary>
    UplinkUp,

    /// <summary>An uplink carries no frames for now; the text says why.</summary>
    UplinkDown,

    /// <summary>An uplink is up and takes no frames to send.</summary>
    UplinkStuck,

    /// <summary>An uplink that was stuck takes frames again.</summary>
    UplinkResumed,

    /// <summary>An uplink's name, MTU or MAC address is another one.</summary>
    UplinkChanged,

    /// <summary>Our own tunnel end points follow the uplinks' addresses.</summary>
    LocalVtepsChanged,

    /// <summary>A tunnel end point that the configuration names is no address of this host.</summary>
    LocalVtepMissing,

    /// <summary>The path to a VTEP carries packets of another size than before.</summary>
    PathMtuChanged,

    /// <summary>Routers' ICMP cannot be read: what a path carries is known from routes and uplinks only.</summary>
    RoutersUnheard,

    /// <summary>Outer packets that come in fragments are lost: what the kernel puts together cannot be read.</summary>
    FragmentsLost,

    /// <summary>The kernel's neighbour table is full.</summary>
    NeighboursFull,

    /// <summary>
    /// There are more changes of VTEPs that nobody configured than are told of one by one, or too many such VTEPs; the text says how many.
    /// </summary>
    StrangersMet,

    /// <summary>The kernel cannot tell what the containers' sockets refuse; receivers are never paused.</summary>
    FeedbackMissing,

    /// <summary>A port's budget is not held the way it should be; the text says what happens instead.</summary>
    BudgetDegraded,

    /// <summary>A control thread met an exception that nobody expected; it goes on. Reported once per kind.</summary>
    ControlFault,

    /// <summary>
    /// A port's, or a VTEP's, broadcast, unknown unicast and multicast exceed the storm limit; the text says what is dropped.
    /// </summary>
    StormLimited,

    /// <summary>A worker stopped because of a fault; the engine is no longer whole.</summary>
    WorkerFailed,
}
