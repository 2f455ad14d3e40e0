namespace Falcon.Vxlan;

/// <summary>What the cars of a train are.</summary>
public enum TrainKind : byte
{
    /// <summary>Frames that travel alone.</summary>
    None,

    /// <summary>Consecutive TCP segments.</summary>
    Tcp,

    /// <summary>UDP datagrams of one size; the last may be shorter.</summary>
    Udp,
}
