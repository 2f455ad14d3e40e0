namespace Falcon.Pktgen;

/// <summary>The frames of a generator: UDP, alone or inside VXLAN.</summary>
/// <param name="Endpoints">Addresses of the datagrams; with VXLAN those of the inner frame.</param>
/// <param name="DestinationPort">UDP port that they go to.</param>
/// <param name="FirstSourcePort">UDP source port of flow 0; flow N has the Nth port after it.</param>
/// <param name="Vxlan">The outer headers; null: none.</param>
/// <param name="Second">Where the later flows go; null: all flows have one target.</param>
public sealed record FrameSpecification(
    FrameEndpoints Endpoints, ushort DestinationPort, ushort FirstSourcePort = 1024, VxlanSpecification? Vxlan = null,
    SecondTarget? Second = null);
