using System.Runtime.InteropServices;

namespace Falcon.Xsk.Rings;

/// <summary>A frame in the receive or transmit ring: struct xdp_desc of linux/if_xdp.h, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct XdpDescriptor : IEquatable<XdpDescriptor>
{
    /// <summary>Offset of the frame's first byte in the UMEM.</summary>
    public ulong Address;

    /// <summary>Bytes of the frame.</summary>
    public uint Length;

    /// <summary>XDP_PKT_CONTD and XDP_TX_METADATA of linux/if_xdp.h; 0.</summary>
    public uint Options;

    /// <summary>A descriptor without options.</summary>
    public XdpDescriptor(uint address, int length)
    {
        Address = address;
        Length = (uint)length;
        Options = 0;
    }

    /// <inheritdoc/>
    public readonly bool Equals(XdpDescriptor other) => Address == other.Address && Length == other.Length && Options == other.Options;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is XdpDescriptor other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Address, Length, Options);

    /// <summary>Whether two descriptors are the same.</summary>
    public static bool operator ==(XdpDescriptor left, XdpDescriptor right) => left.Equals(right);

    /// <summary>Whether two descriptors differ.</summary>
    public static bool operator !=(XdpDescriptor left, XdpDescriptor right) => !left.Equals(right);
}
