namespace Falcon.Xsk.Links;

/// <summary>State of a neighbour entry (NUD_* of linux/neighbour.h), in the order of its life (RFC 4861 section 7.3.2).</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>Being resolved.</summary>
    Incomplete = 0x01,

    /// <summary>Known and recently confirmed.</summary>
    Reachable = 0x02,

    /// <summary>Known; confirmed at the next use.</summary>
    Stale = 0x04,

    /// <summary>Used while stale; about to be probed.</summary>
    Delay = 0x08,

    /// <summary>Being probed.</summary>
    Probe = 0x10,

    /// <summary>Did not answer.</summary>
    Failed = 0x20,

    /// <summary>Needs no resolution, as on a loopback device.</summary>
    NoArp = 0x40,

    /// <summary>Set by the administrator.</summary>
    Permanent = 0x80,
}
