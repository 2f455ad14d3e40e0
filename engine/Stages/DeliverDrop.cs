namespace Falcon.Engine.Stages;

/// <summary>Why <see cref="StageId.Deliver"/> drops a frame.</summary>
public enum DeliverDrop : byte
{
    /// <summary>The port is down.</summary>
    PortDown,

    /// <summary>The packet is larger than the overlay's MTU.</summary>
    AboveMtu,

    /// <summary>The kernel had no room for it.</summary>
    NoBuffers,

    /// <summary>The kernel refused it.</summary>
    Refused,

    /// <summary>The receiving socket's buffer is full, and its application needs the CPU.</summary>
    ReceiverFull,

    /// <summary>The port has spent its CPU budget.</summary>
    OverBudget,
}
