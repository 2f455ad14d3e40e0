namespace Falcon.Xsk.KernelPath;

/// <summary>
/// Classes of a port's traffic that the kernel path can leave to the engine: the SENT and RECEIVED bits of kernel_path_tables.h.
/// </summary>
[Flags]
public enum PathClasses
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>TCP that the container sends.</summary>
    TcpSent = 1 << 0,

    /// <summary>UDP that the container sends.</summary>
    UdpSent = 1 << 1,

    /// <summary>Echoes that the container sends.</summary>
    EchoSent = 1 << 2,

    /// <summary>TCP for the container.</summary>
    TcpReceived = 1 << 3,

    /// <summary>UDP for the container.</summary>
    UdpReceived = 1 << 4,

    /// <summary>Echoes for the container.</summary>
    EchoReceived = 1 << 5,
}
