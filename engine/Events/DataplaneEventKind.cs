namespace Falcon.Engine.Events;

/// <summary>What happened.</summary>
public enum DataplaneEventKind
{
    /// <summary>A lane was opened; the detail says in which mode and why.</summary>
    LaneOpened,

    /// <summary>A port carries frames.</summary>
    PortUp,

    /// <summary>A port's container or device vanished or is not there yet, or its device cannot be made.</summary>
    PortDown,

    /// <summary>A port was removed, and its device with it.</summary>
    PortRemoved,

    /// <summary>A port was changed and kept its device; the detail says what changed.</summary>
    PortChanged,

    /// <summary>An overlay was added.</summary>
    OverlayAdded,

    /// <summary>An overlay was removed.</summary>
    OverlayRemoved,

    /// <summary>An overlay was changed; the detail says what changed.</summary>
    OverlayChanged,

    /// <summary>A VTEP's next hop was resolved or changed.</summary>
    VtepResolved,

    /// <summary>A VTEP cannot be reached for now.</summary>
    VtepUnreachable,

    /// <summary>An uplink carries frames again; the detail says what was done.</summary>
    UplinkUp,

    /// <summary>An uplink carries no frames for now; the detail says why.</summary>
    UplinkDown,

    /// <summary>An uplink is up but takes no frames to send.</summary>
    UplinkStuck,

    /// <summary>An uplink that was stuck takes frames again.</summary>
    UplinkResumed,

    /// <summary>An uplink's name, MTU or MAC address changed.</summary>
    UplinkChanged,

    /// <summary>The local VTEPs followed the uplinks' addresses.</summary>
    LocalVtepsChanged,

    /// <summary>A local VTEP that the configuration names is no address of this host.</summary>
    LocalVtepMissing,

    /// <summary>The path MTU to a VTEP changed.</summary>
    PathMtuChanged,

    /// <summary>The routers' ICMP messages cannot be read: path MTUs are known only from routes and uplinks.</summary>
    RoutersUnheard,

    /// <summary>Outer packets that come in fragments are lost, because the kernel's reassembled packets cannot be read.</summary>
    FragmentsLost,

    /// <summary>The kernel's neighbour table is full.</summary>
    NeighboursFull,

    /// <summary>
    /// VTEPs that the configuration does not name change faster than single events report them, or there are too many of them; the detail
    /// says how many.
    /// </summary>
    StrangersMet,

    /// <summary>The kernel cannot tell what the containers' sockets refuse; receivers are never paused.</summary>
    FeedbackMissing,

    /// <summary>This kernel cannot carry known flows, so the engine carries them; the detail says why.</summary>
    KernelPathMissing,

    /// <summary>What the kernel spends for containers cannot be measured and is in no bill; the detail says why.</summary>
    KernelTimeMissing,

    /// <summary>Frames from the wire for the kernel path are not joined to trains; the detail says why.</summary>
    TrainsMissing,

    /// <summary>They are joined again.</summary>
    TrainsThere,

    /// <summary>A port's budget is not held the way it should be; the detail says what happens instead.</summary>
    BudgetDegraded,

    /// <summary>A control thread met an unexpected exception and goes on. Reported once per kind.</summary>
    ControlFault,

    /// <summary>
    /// The broadcast, unknown unicast and multicast of a port or a VTEP exceed the storm limit; the detail says what is dropped.
    /// </summary>
    StormLimited,

    /// <summary>A worker stopped because of a fault; the engine is incomplete.</summary>
    WorkerFailed,
}
