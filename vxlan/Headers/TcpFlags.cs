using System.Diagnostics.CodeAnalysis;

namespace Falcon.Vxlan;

/// <summary>The control bits of a TCP header (RFC 9293 section 3.1, RFC 3168), as they lie in its byte 13.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "Flags is what RFC 9293 calls them.")]
public enum TcpFlags : byte
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>The sender has no more data.</summary>
    Fin = 0x01,

    /// <summary>Opens a connection.</summary>
    Syn = 0x02,

    /// <summary>Resets a connection.</summary>
    Rst = 0x04,

    /// <summary>The receiver should pass the data to the application at once.</summary>
    Psh = 0x08,

    /// <summary>The acknowledgement number is valid.</summary>
    Ack = 0x10,

    /// <summary>The urgent pointer is valid.</summary>
    Urg = 0x20,

    /// <summary>Congestion was experienced (ECN echo).</summary>
    Ece = 0x40,

    /// <summary>The congestion window was reduced.</summary>
    Cwr = 0x80,
}
