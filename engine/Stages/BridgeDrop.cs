namespace Falcon.Engine.Stages;

/// <summary>Why <see cref="StageId.Bridge"/> drops a frame.</summary>
public enum BridgeDrop : byte
{
    /// <summary>The source MAC address is zero or a group's.</summary>
    InvalidSource,

    /// <summary>The source MAC address belongs to one of our ports, but the frame came from elsewhere: a loop or a forgery.</summary>
    Looped,

    /// <summary>The frame would go back where it came from, or from one VTEP to another.</summary>
    SplitHorizon,

    /// <summary>A link-local group that bridges must not forward (IEEE 802.1Q, table 8-1).</summary>
    LinkLocalGroup,

    /// <summary>The overlay has no other port or VTEP.</summary>
    NoReceiver,

    /// <summary>For 0.1 s there was no free frame for a copy, or no room on the way to its receiver.</summary>
    NoFrame,

    /// <summary>Too many broadcasts of the same sender wait to be copied.</summary>
    Backlog,

    /// <summary>The broadcast, unknown unicast and multicast of its source exceed the storm limit.</summary>
    Storm,

    /// <summary>The receiving port has spent its CPU budget.</summary>
    OverBudget,
}
