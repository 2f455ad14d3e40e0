namespace Falcon.Vxlan;

/// <summary>What <see cref="Decapsulator"/> found. 48 bytes.</summary>
public struct DecapsulatedFrame
{
    /// <summary>Where the inner Ethernet frame begins, from the start of the outer frame.</summary>
    public int InnerOffset;

    /// <summary>Bytes of the inner frame, at least 14. The inner frame never exceeds the outer one.</summary>
    public int InnerLength;

    /// <summary>The overlay, 24 bits.</summary>
    public uint Vni;

    /// <summary>The outer IP header's traffic class: DSCP and ECN.</summary>
    public byte TrafficClass;

    /// <summary>The remote VTEP as <see cref="VtepAddress"/> packs it.</summary>
    public UInt128 Source;

    /// <summary>The VTEP that the frame was sent to; one of ours if it came to the right place.</summary>
    public UInt128 Destination;
}
