namespace Falcon.Pktgen;

/// <summary>
/// The VXLAN encapsulation of generated frames (RFC 7348): the outer source port is hashed from the inner one, the outer UDP checksum is
/// zero (RFC 6935 on IPv6).
/// </summary>
/// <param name="Endpoints">Outer addresses: the VTEPs.</param>
/// <param name="Vni">The overlay, 24 bits.</param>
/// <param name="Port">Outer UDP destination port.</param>
public sealed record VxlanSpecification(FrameEndpoints Endpoints, uint Vni, ushort Port = 4789);
